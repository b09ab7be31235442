package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Fallback;
import io.github.jvmpool.wire.ShippingFailure;
import io.github.jvmpool.wire.SlotWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pool of worker JVMs: decides which worker gets what and when workers start and end.
 *
 * <p>One lock guards all of its state and that of its {@link Link}s; it is held for a few steps only, never while user code runs,
 * a process starts or bytes are copied. What follows from a decision and may take time (sending, reporting, killing) is done after
 * the lock has been let go.
 */
final class Engine implements Backend, LinkOwner {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    /** Up to how many chunks in the queue a cancelled call is looked for among them; in a longer one it is met when its turn comes. */
    private static final int SHORT_QUEUE = 1024;

    /** An encoder for each thread that makes calls; whoever uses it takes it out meanwhile. */
    private static final ThreadLocal<@Nullable Encoder> ENCODERS = new ThreadLocal<>();

    private final PoolConfig config;
    private final String name;
    final Clock clock;
    private final SerialExecutor callbacks;
    private final Executor helpers;
    private final SerialExecutor listenerEvents;
    private final @Nullable Fallback fallback;

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder retried = new LongAdder();

    /** Guards everything below, and the parts that say so. */
    final Object lock = new Object();

    final Starter starter;
    final TaskQueue queue = new TaskQueue(this::drop);
    final Crew crew;
    final TimeLimits limits;
    final Balance balance = new Balance(this);
    private final MemoryWatch memory;
    private final Pulse pulse;

    private PoolSnapshot.State state = PoolSnapshot.State.OPEN;
    private long submitted;
    private long workersStarted;
    private long workersLost;
    private String brokenHow = "";
    private @Nullable Throwable brokenBy;
    private boolean wornOutTold;
    private boolean cleaning;
    private boolean cleaned;

    /** What nobody waits for any more and was taken out of the queue or of a worker, not reported yet. */
    private List<ProcessChunk> dropped = new ArrayList<>();

    Engine(PoolConfig config) {
        this(config, Clock.SYSTEM, HelperThreads::new, WorkerStarter::new);
    }

    /**
     * An engine in surroundings of one's choice.
     *
     * @param threads given the pool's name, what runs user code
     * @param workers how workers come into being
     */
    Engine(PoolConfig config, Clock clock, Function<String, ? extends Executor> threads, Starter.Factory workers) {
        this.config = config;
        this.name = config.name().orElseGet(BackendPool::nextName);
        this.clock = clock;
        this.helpers = threads.apply(name);
        this.callbacks = new SerialExecutor(helpers);
        this.listenerEvents = new SerialExecutor(helpers);
        this.fallback = config.serializer().map(SerializerFallback::new).orElse(null);
        ClassBytesSources.install();
        this.starter = workers.create(config, name, this);
        this.crew = new Crew(this, config);
        this.limits = new TimeLimits(this, config.killGrace());
        this.memory = new MemoryWatch(this, config.maxResidentMemory());
        this.pulse = new Pulse(this, config.heartbeat());
        synchronized (lock) {
            crew.startWanted();
        }
    }

    /** {@return what the pool is doing} Lock held. */
    PoolSnapshot.State state() {
        return state;
    }

    // ---- Backend: what is asked of it ----

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Duration defaultTimeout() {
        return config.timeout().orElse(null);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Packer packer(Call call) {
        try {
            return new ProcessPacker(call, this, FunctionShapes.of(call.fn()));
        } catch (ShippingFailure e) {
            throw new ShippingException("the function cannot be sent to a worker: " + e.getMessage(), e.getCause());
        }
    }

    /** {@return an encoder for this thread, which nobody else uses until it is given back} */
    Encoder takeEncoder() {
        Encoder own = ENCODERS.get();
        if (own == null) own = new Encoder(CallerLoaders.shared());
        else ENCODERS.set(null);
        own.fallback(fallback);
        own.byReference(false);
        return own;
    }

    static void giveBack(Encoder encoder) {
        ENCODERS.set(encoder);
    }

    @Override
    public void submit(Chunk chunk) {
        ProcessChunk work = (ProcessChunk) chunk;
        List<Link> touched = List.of();
        Link link;
        synchronized (lock) {
            if (queue.size() >= config.maxPending()) awaitRoom();
            checkOpen();
            submitted += work.count;
            if (work.work.abandoned()) { // while this thread was on its way here: nobody would cancel it again
                drop(work);
                return;
            }
            link = queue.isEmpty() && !work.splittable ? crew.takeIdle() : null;
            if (link != null) {
                link.send(work);
                limits.watch(work);
            } else {
                queue.addLast(work);
                touched = crew.dispatch();
            }
        }
        if (link != null) link.sender.flush();
        flush(touched);
    }

    static void flush(List<Link> links) {
        for (Link link : links) link.sender.flush();
    }

    private void checkOpen() {
        if (state == PoolSnapshot.State.OPEN) return;
        if (state == PoolSnapshot.State.BROKEN) throw broken();
        throw new RejectedExecutionException(name + " is closed and takes no more work");
    }

    private PoolBrokenException broken() {
        Throwable cause = brokenBy;
        return new PoolBrokenException(
                name + " is broken: " + brokenHow + ". Make a new one when the cause is mended. The last one: "
                        + (cause instanceof PoolException ? cause.getMessage() : cause),
                cause);
    }

    private void awaitRoom() {
        try {
            while (queue.size() >= config.maxPending() && state == PoolSnapshot.State.OPEN)
                clock.await(lock, Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for room in the queue of " + name);
        }
    }

    /** Something was taken out of the queue. Lock held. */
    void roomInQueue() {
        if (config.maxPending() != Integer.MAX_VALUE) clock.wakeAll(lock);
    }

    @Override
    public void cancel(Work work, boolean interrupt) {
        List<Link> touched = new ArrayList<>();
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED) return; // terminate() has given up everything already
            if (queue.size() <= SHORT_QUEUE)
                queue.takeOut(chunk -> chunk.work == work).forEach(this::drop);
            roomInQueue();
            for (Link link : crew.links()) {
                boolean found = false;
                for (Flight flight : link.flying()) {
                    if (flight.chunk.work != work) continue;
                    found = true;
                    ProcessChunk unstarted = link.takeBack(flight);
                    if (unstarted != null) drop(unstarted);
                    Link.Current current = link.current();
                    if (!interrupt || current == null || current.flight() != flight) continue;
                    limits.stop(link, flight, current.item());
                    if (flight.report(current.item())) drop(flight.chunk.part(current.item(), current.item() + 1, 1));
                }
                if (found) touched.add(link);
            }
            for (Link link : touched) crew.advance(link);
        }
        flush(touched);
    }

    /** Reports that items were cancelled, on a helper thread. Lock held. */
    private void drop(ProcessChunk chunk) {
        cancelled.add(chunk.count);
        dropped.add(chunk);
        if (dropped.size() == 1) helpers.execute(this::reportDropped);
    }

    private void reportDropped() {
        List<ProcessChunk> chunks;
        synchronized (lock) {
            chunks = dropped;
            dropped = new ArrayList<>();
        }
        for (ProcessChunk chunk : chunks) reportCancelled(chunk, "cancelled");
    }

    private static void reportCancelled(ProcessChunk chunk, String why) {
        for (int i = 0; i < chunk.count; i++) chunk.work.failed(chunk.first + i, new CancellationException(why));
    }

    @Override
    public void assist(AsyncResult<?> work) {}

    @Override
    public Executor callbacks() {
        return callbacks;
    }

    @Override
    public Executor helpers() {
        return helpers;
    }

    @Override
    public boolean runsCurrentThread() {
        return false; // tasks run in other processes
    }

    // ---- the life of the pool ----

    @Override
    public void shutdown() {
        List<Link> all;
        synchronized (lock) {
            if (state == PoolSnapshot.State.OPEN || state == PoolSnapshot.State.BROKEN)
                state = PoolSnapshot.State.CLOSING;
            all = List.copyOf(crew.links());
            for (Link link : all) crew.advance(link);
            crew.stopIdle();
            clock.wakeAll(lock);
        }
        flush(all);
        cleanUpIfOver();
    }

    @Override
    public void terminate() {
        List<ProcessChunk> ended;
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED) return;
            state = PoolSnapshot.State.TERMINATED;
            ended = queue.takeOut(chunk -> true);
            for (Link link : crew.links())
                for (Flight flight : link.flying()) link.giveUp(flight).ifPresent(ended::add);
            crew.kill();
            clock.wakeAll(lock);
        }
        cleanUpIfOver();
        for (ProcessChunk chunk : ended) {
            cancelled.add(chunk.count);
            reportCancelled(chunk, name + " was terminated");
        }
    }

    @Override
    public List<Work> shutdownNow() {
        List<Work> back = new ArrayList<>();
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED) return back; // terminate() has given up everything already
            for (ProcessChunk chunk : queue.takeOut(Engine::isUnstartedCall)) back.add(chunk.work);
            for (Link link : crew.links()) {
                for (Flight flight : link.flying()) {
                    Link.Current current = link.current();
                    if (current != null && current.flight() == flight) link.interrupt(flight, current.item());
                    else if (isUnstartedCall(flight.chunk) && link.takeBack(flight) != null)
                        back.add(flight.chunk.work);
                }
            }
            submitted -= back.size();
        }
        shutdown();
        return back;
    }

    private static boolean isUnstartedCall(ProcessChunk chunk) {
        return chunk.attempt == 1 && Backend.isCall(chunk.work);
    }

    @Override
    public boolean isShutdown() {
        synchronized (lock) {
            return state == PoolSnapshot.State.CLOSING || state == PoolSnapshot.State.TERMINATED;
        }
    }

    @Override
    public boolean isTerminating() {
        synchronized (lock) {
            return state == PoolSnapshot.State.TERMINATED;
        }
    }

    @Override
    public boolean isTerminated() {
        synchronized (lock) {
            return cleaned;
        }
    }

    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        long start = clock.nanoTime();
        synchronized (lock) {
            while (!cleaned) {
                long left = nanos - (clock.nanoTime() - start);
                if (left <= 0) return false;
                clock.await(lock, left);
            }
            return true;
        }
    }

    /** {@return whether the pool takes nothing more and nothing is left of it but its directory} Lock held. */
    private boolean over() {
        if (!crew.links().isEmpty()) return false;
        if (state == PoolSnapshot.State.CLOSING && queue.isEmpty()) state = PoolSnapshot.State.TERMINATED;
        return state == PoolSnapshot.State.TERMINATED;
    }

    /** Deletes what the pool has on disk, once it is over; only then is it {@linkplain #isTerminated() terminated}. */
    private void cleanUpIfOver() {
        synchronized (lock) {
            if (cleaning || !over()) return;
            cleaning = true;
        }
        starter.end();
        synchronized (lock) {
            cleaned = true;
            clock.wakeAll(lock);
        }
        tell(listener -> listener.poolEnded(name));
    }

    @Override
    public int processes() {
        synchronized (lock) {
            return crew.processes();
        }
    }

    @Override
    public void resize(int wanted) {
        List<Link> all;
        synchronized (lock) {
            crew.resize(wanted);
            all = List.copyOf(crew.links());
        }
        flush(all);
    }

    @Override
    public PoolSnapshot snapshot() {
        synchronized (lock) {
            long now = clock.nanoTime();
            List<PoolSnapshot.WorkerSnapshot> workers = new ArrayList<>();
            for (Link link : crew.links()) if (link.state != Link.State.DEAD) workers.add(link.snapshot(name, now));
            return new PoolSnapshot(
                    name,
                    state,
                    crew.processes(),
                    workers,
                    queue.tasks(),
                    submitted,
                    completed.sum(),
                    failed.sum(),
                    cancelled.sum(),
                    retried.sum(),
                    workersStarted,
                    workersLost);
        }
    }

    @Override
    public WorkerInfo info(Link link) {
        return link.info(name);
    }

    // ---- what the starter and the receivers tell ----

    /** The process of a worker is there: its first task can be on its way while it comes up. */
    @Override
    public void attached(Link link) {
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED || link.state == Link.State.DEAD) {
                link.kill();
                return;
            }
            if (link.state == Link.State.RETIRING) {
                crew.stop(link);
                return;
            }
            crew.refill(link);
            crew.startWanted();
            balance.lookSoon();
            memory.begin();
            pulse.begin();
        }
        link.sender.flush();
    }

    /** A worker has run its initializer; or that has failed, and the worker ends. */
    @Override
    public void ready(Link link, @Nullable Throwable failure) {
        synchronized (lock) {
            if (failure != null) {
                link.initializerFailure = failure;
                return;
            }
            link.wasReady = true;
            workersStarted++;
            crew.ready(link);
        }
        link.sender.flush();
        WorkerInfo info = info(link);
        tell(listener -> listener.workerStarted(info));
    }

    /** Flights of a worker have ended; their slots are free. */
    @Override
    public void ended(Link link, int[] slots, int count) {
        synchronized (lock) {
            for (int i = 0; i < count; i++) link.release(slots[i]);
            crew.worked();
            crew.advance(link);
            crew.stopIdle();
        }
        if (link.sender.unfinished()) link.sender.flush();
    }

    /** Under the lock, for who takes back changes the slot's word first and the limit then. */
    @Override
    public int limit(Flight flight) {
        synchronized (lock) {
            return flight.limit;
        }
    }

    /** The outcome of one item has come, and the caller of this method is the one to report it. */
    @Override
    public void outcome(Flight flight, int item, @Nullable Object value, @Nullable Throwable failure) {
        ProcessChunk chunk = flight.chunk;
        int index = chunk.first + item;
        if (failure == null) {
            completed.increment();
            chunk.work.done(index, value);
            return;
        }
        if (Retries.wanted(chunk.work, chunk.attempt, failure) && again(chunk.part(item, item + 1, chunk.attempt + 1)))
            return;
        failed.increment();
        chunk.work.failed(index, failure);
    }

    @Override
    public void stored(Work work, int items) {
        completed.add(items);
        work.stored(items);
    }

    private boolean again(ProcessChunk chunk) {
        List<Link> touched;
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED || brokenBy != null) return false;
            retried.increment();
            queue.addLast(chunk);
            touched = crew.dispatch();
        }
        flush(touched);
        return true;
    }

    /** A worker wants a class or a resource. */
    @Override
    public void answer(Link link, int question, int kind, int loader, String wanted) {
        helpers.execute(() -> link.answer(question, kind, loader, wanted));
    }

    /** The process of a worker could not even be made. */
    @Override
    public void neverStarted(Link link, Throwable cause) {
        synchronized (lock) {
            crew.remove(link);
        }
        startFailed(cause, false);
    }

    @Override
    public void wornOut(Link link, String why) {
        List<Link> touched;
        boolean told;
        synchronized (lock) {
            boolean wanted = crew.wornOut(link);
            touched = crew.dispatch();
            crew.stopIdle();
            told = wornOutTold || !wanted;
            if (wanted) wornOutTold = true;
        }
        flush(touched);
        LOG.log(
                told ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "{0} of {1} {2}; it is replaced. What is said of one worker of a pool is not said again of others",
                link.name,
                name,
                why);
    }

    /** {@return why this JVM killed a worker, if it did} */
    @Override
    public Optional<WorkerEnd.Forced> forced(Link link) {
        synchronized (lock) {
            return link.forced;
        }
    }

    /** A worker is about to be given up: nothing more goes to it. */
    @Override
    public void takeOut(Link link) {
        synchronized (lock) {
            crew.move(link, Link.State.DEAD);
        }
    }

    /**
     * A worker has ended, and everything it had sent has been received. Its running task is lost, what had not started goes to others.
     *
     * @param orderly whether it had been told to
     */
    @Override
    public void gone(Link link, WorkerEnd end, boolean orderly) {
        List<Runnable> reports = new ArrayList<>();
        boolean started;
        Throwable failure;
        List<ProcessChunk> lost = List.of();
        synchronized (lock) {
            started = link.wasReady;
            failure = link.initializerFailure;
            if (link.hasWorked()) crew.worked();
            boolean vain =
                    started && !orderly && !link.hasWorked() && link.forced.isEmpty() && !end.killedFromOutside();
            List<ProcessChunk> back = new ArrayList<>();
            for (Flight flight : link.flying()) account(link, flight, end, back, reports);
            crew.remove(link);
            if (state != PoolSnapshot.State.TERMINATED) {
                if (brokenBy == null) queue.addFirst(back);
                else reports.add(() -> failBroken(back)); // nobody would take it from the queue
                if (!orderly) workersLost++;
                if (vain && crew.endedInVain(link))
                    lost = breakPool("workers end as soon as they have come up", new PoolException(end.text(), null));
            }
        }
        for (Runnable report : reports) report.run();
        WorkerInfo info = end.worker();
        if (orderly) tell(listener -> listener.workerEnded(info));
        else if (started) tell(listener -> listener.workerLost(info, end.reason(), OptionalInt.of(end.exitCode())));
        failBroken(lost);
        if (started || orderly) goOn();
        else {
            Throwable cause =
                    failure != null ? failure : new PoolException("a worker did not come up: " + end.text(), null);
            startFailed(cause, end.killedFromOutside());
        }
    }

    /** Tells the flight recorder's story of one flight: finished is delivered, running is lost, the rest has not started. */
    private void account(Link link, Flight flight, WorkerEnd end, List<ProcessChunk> back, List<Runnable> reports) {
        var jvm = link.jvm();
        if (jvm == null) return;
        long word = jvm.file().slot(flight.slot);
        int limit = flight.limit;
        // A worker that wrote nonsense there may have started all of it.
        boolean sane = SlotWord.tag(word) == flight.tag && SlotWord.limit(word) == limit;
        int claimed = sane ? Math.min(SlotWord.claimed(word), limit) : limit;
        long now = clock.nanoTime();
        Optional<Duration> ranFor =
                Optional.of(Duration.ofNanos(Math.max(0, now - jvm.file().started())));
        for (int i = flight.received; i < claimed; i++) {
            if (!flight.report(i)) continue;
            int item = i;
            WorkerLostException failure = end.failure(flight.chunk.describe(item), ranFor);
            reports.add(() -> outcome(flight, item, null, failure));
        }
        if (claimed < limit) back.add(flight.chunk.part(claimed, limit, flight.chunk.attempt));
    }

    /** Does what can be done now that something has changed. No lock held. */
    void goOn() {
        List<Link> touched;
        synchronized (lock) {
            touched = crew.dispatch();
            crew.stopIdle();
        }
        flush(touched);
        cleanUpIfOver();
    }

    /** A worker did not come up. */
    private void startFailed(Throwable cause, boolean killed) {
        List<ProcessChunk> lost = List.of();
        synchronized (lock) {
            boolean hopeless = crew.startFailed(killed);
            if (!hopeless || state == PoolSnapshot.State.TERMINATED) crew.putOffStarts();
            else lost = breakPool(Crew.START_TRIES + " workers in a row did not start", cause);
        }
        tell(listener -> listener.workerFailedToStart(name, cause));
        goOn(); // what it was to begin with is for those that are idle
        failBroken(lost);
    }

    private void failBroken(List<ProcessChunk> lost) {
        for (ProcessChunk chunk : lost) {
            failed.add(chunk.count);
            for (int i = 0; i < chunk.count; i++) chunk.work.failed(chunk.first + i, broken());
        }
    }

    /** Gives up; returns what is lost by it. Lock held. */
    private List<ProcessChunk> breakPool(String how, Throwable cause) {
        if (brokenBy == null) { // what ends now ends because of that, and is not the cause
            brokenHow = how;
            brokenBy = cause;
        }
        if (state == PoolSnapshot.State.OPEN) state = PoolSnapshot.State.BROKEN;
        List<ProcessChunk> lost = queue.takeOut(chunk -> true);
        for (Link link : crew.links()) lost.addAll(link.takeBack(Integer.MAX_VALUE));
        crew.kill();
        clock.wakeAll(lock);
        return lost;
    }

    private void tell(Consumer<PoolListener> event) {
        config.listener().ifPresent(listener -> listenerEvents.execute(() -> event.accept(listener)));
    }
}
