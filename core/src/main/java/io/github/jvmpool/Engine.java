package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Fallback;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ShippingFailure;
import io.github.jvmpool.wire.SlotWord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The pool of worker JVMs: decides which worker gets what and when workers start and end.
 *
 * <p>One lock guards all of its state and that of its {@link Link}s; it is held for a few steps only, never while user code runs,
 * a process starts or bytes are copied. What follows from a decision and may take time (sending, reporting, killing) is done after
 * the lock has been let go.
 */
final class Engine implements Backend, LinkOwner {
    /** How many workers in a row may fail to start before the pool is broken. */
    private static final int START_TRIES = 3;

    /** How long a start is put off after a failed one; doubled with each. */
    private static final long START_BACK_OFF = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long a chunk that the pool cuts itself should take. */
    private static final long CHUNK_NANOS = 500_000;

    /** Up to this length the queue is searched for what was cancelled; in a longer one that is passed over when its turn comes. */
    private static final int SHORT_QUEUE = 1024;

    /** How long a worker may be silent before what waits behind its task is given to others. */
    private static final long TRAPPED = TimeUnit.MILLISECONDS.toNanos(1);

    /** An encoder for each thread that makes calls; whoever uses it takes it out meanwhile. */
    private static final ThreadLocal<@Nullable Encoder> ENCODERS = new ThreadLocal<>();

    private final PoolConfig config;
    private final String name;
    private final WorkerStarter starter;
    private final SerialExecutor callbacks;
    private final Executor helpers;
    private final SerialExecutor listenerEvents;
    private final @Nullable Fallback fallback;

    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder retried = new LongAdder();

    private final Object lock = new Object();

    // ---- all below guarded by lock ----

    private PoolSnapshot.State state = PoolSnapshot.State.OPEN;
    private int processes;
    private final ArrayDeque<ProcessChunk> pending = new ArrayDeque<>();

    /** What is in {@link #pending}: tasks that could go to different workers. */
    private long pendingUnits;

    private final List<Link> links = new ArrayList<>();
    private final ArrayDeque<Link> idle = new ArrayDeque<>();
    private int nextWorker;
    private long submitted;
    private long workersStarted;
    private long workersLost;
    private int startFailures;
    private boolean startsPutOff;
    private boolean rebalancing;
    private boolean watchingMemory;
    private long nextTimeoutCheck = Long.MAX_VALUE;
    private @Nullable Throwable brokenBy;
    private boolean cleaning;
    private boolean cleaned;

    /** What nobody waits for any more and was taken out of the queue or of a worker, not reported yet. */
    private List<ProcessChunk> dropped = new ArrayList<>();

    Engine(PoolConfig config) {
        this.config = config;
        this.name = config.name().orElseGet(BackendPool::nextName);
        this.processes = config.processes();
        this.helpers = new HelperThreads(name);
        this.callbacks = new SerialExecutor(helpers);
        this.listenerEvents = new SerialExecutor(helpers);
        this.fallback = config.serializer().map(SerializerFallback::new).orElse(null);
        ClassBytesSources.install();
        this.starter = new WorkerStarter(config, name, this);
        synchronized (lock) {
            for (int i = 0; i < config.minProcesses(); i++) startWorker(false);
            startSpares();
        }
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
            if (pending.size() >= config.maxPending()) awaitRoom();
            checkOpen();
            submitted += work.count;
            link = pending.isEmpty() && !work.splittable ? idle.poll() : null;
            if (link != null) {
                link.send(work);
                armTimeout(work);
            } else {
                enqueue(work, false);
                touched = dispatch();
            }
        }
        if (link != null) link.sender.flush();
        flush(touched);
    }

    private static void flush(List<Link> links) {
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
                name + " is broken: " + START_TRIES + " workers in a row did not start; the last one: "
                        + (cause == null ? "" : cause.getMessage()),
                cause);
    }

    private void awaitRoom() {
        try {
            while (pending.size() >= config.maxPending() && state == PoolSnapshot.State.OPEN) lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for room in the queue of " + name);
        }
    }

    @Override
    public void cancel(Work work, boolean interrupt) {
        List<Link> touched = new ArrayList<>();
        synchronized (lock) {
            if (pending.size() <= SHORT_QUEUE) dropPending(work);
            for (Link link : links) {
                boolean found = false;
                for (Flight flight : link.flying()) {
                    if (flight.chunk.work != work) continue;
                    found = true;
                    ProcessChunk unstarted = link.takeBack(flight);
                    if (unstarted != null) drop(unstarted);
                    Link.Current current = link.current();
                    if (!interrupt || current == null || current.flight() != flight) continue;
                    interruptThenKill(link, flight, current.item());
                    if (flight.report(current.item())) drop(flight.chunk.part(current.item(), current.item() + 1, 1));
                }
                if (found) touched.add(link);
            }
            for (Link link : touched) advance(link);
        }
        flush(touched);
    }

    private void dropPending(Work work) {
        for (var each = pending.iterator(); each.hasNext(); ) {
            ProcessChunk chunk = each.next();
            if (chunk.work != work) continue;
            each.remove();
            pendingUnits -= units(chunk);
            drop(chunk);
        }
        lock.notifyAll(); // there may be room now
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

    private void interruptThenKill(Link link, Flight flight, int item) {
        link.interrupt(flight, item);
        Threads.after(Checks.nanos(config.killGrace()), () -> {
            synchronized (lock) {
                if (link.stillRuns(flight, item))
                    link.kill(new WorkerEnd.Forced(
                            WorkerLostException.Reason.KILLED, "was killed because a task did not heed its interrupt"));
            }
        });
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
            all = List.copyOf(links);
            for (Link link : all) advance(link);
            lock.notifyAll();
        }
        flush(all);
        cleanUpIfOver();
    }

    @Override
    public void terminate() {
        List<ProcessChunk> ended = new ArrayList<>();
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED) return;
            state = PoolSnapshot.State.TERMINATED;
            ended.addAll(pending);
            pending.clear();
            pendingUnits = 0;
            idle.clear();
            for (Link link : links) {
                for (Flight flight : link.flying()) ended.add(flight.chunk);
                move(link, Link.State.DEAD);
                link.kill();
            }
            lock.notifyAll();
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
            for (var each = pending.iterator(); each.hasNext(); ) {
                ProcessChunk chunk = each.next();
                if (!isUnstartedCall(chunk)) continue;
                each.remove();
                pendingUnits -= units(chunk);
                back.add(chunk.work);
            }
            for (Link link : links) {
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
        return chunk.attempt == 1 && (chunk.work instanceof CallResult || chunk.work instanceof ExecutorTask);
    }

    @Override
    public boolean isShutdown() {
        synchronized (lock) {
            return state == PoolSnapshot.State.CLOSING || state == PoolSnapshot.State.TERMINATED;
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
        long start = System.nanoTime();
        synchronized (lock) {
            while (!cleaned) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) return false;
                TimeUnit.NANOSECONDS.timedWait(lock, Math.max(left, 1_000_000));
            }
            return true;
        }
    }

    /** {@return whether the pool takes nothing more and nothing is left of it but its directory} Lock held. */
    private boolean over() {
        if (state == PoolSnapshot.State.CLOSING && pending.isEmpty() && links.isEmpty())
            state = PoolSnapshot.State.TERMINATED;
        return state == PoolSnapshot.State.TERMINATED && links.isEmpty();
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
            lock.notifyAll();
        }
        tell(listener -> listener.poolEnded(name));
    }

    @Override
    public int processes() {
        synchronized (lock) {
            return processes;
        }
    }

    @Override
    public void resize(int wanted) {
        List<Link> all;
        synchronized (lock) {
            processes = wanted;
            List<Link> byLoad = new ArrayList<>(links);
            byLoad.removeIf(link -> link.spare || !counts(link));
            byLoad.sort(Comparator.comparingInt(Link::inFlight));
            for (int i = 0; i < byLoad.size() - wanted; i++) retire(byLoad.get(i));
            startWorkers();
            all = List.copyOf(links);
        }
        flush(all);
    }

    @Override
    public PoolSnapshot snapshot() {
        synchronized (lock) {
            long now = System.nanoTime();
            List<PoolSnapshot.WorkerSnapshot> workers = new ArrayList<>();
            for (Link link : links) if (link.state != Link.State.DEAD) workers.add(link.snapshot(name, now));
            long waiting = 0;
            for (ProcessChunk chunk : pending) if (!chunk.work.abandoned()) waiting += chunk.count;
            return new PoolSnapshot(
                    name,
                    state,
                    processes,
                    workers,
                    waiting,
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

    // ---- the queue; lock held ----

    private void enqueue(ProcessChunk chunk, boolean first) {
        if (first) pending.addFirst(chunk);
        else pending.addLast(chunk);
        pendingUnits += units(chunk);
    }

    private static int units(ProcessChunk chunk) {
        return chunk.splittable ? chunk.count : 1;
    }

    /** Gives what is pending to idle workers, and starts as many more as are wanted; returns those whose senders are to be flushed. */
    private List<Link> dispatch() {
        List<Link> touched = List.of();
        while (!idle.isEmpty() && !pending.isEmpty()) {
            if (touched.isEmpty()) touched = new ArrayList<>(idle.size());
            Link link = idle.pop();
            touched.add(link);
            advance(link);
        }
        startWorkers();
        return touched;
    }

    /** {@return the next chunk for a worker, cut to size, or null} */
    private @Nullable ProcessChunk dequeue(long most) {
        for (; ; ) {
            ProcessChunk chunk = pending.poll();
            if (chunk == null) return null;
            pendingUnits -= units(chunk);
            if (pending.size() == config.maxPending() - 1) lock.notifyAll();
            if (chunk.work.abandoned()) {
                drop(chunk);
                continue;
            }
            int size = chunk.count;
            if (chunk.splittable) {
                long nanos = chunk.pace.nanos();
                size = (int) Math.max(1, Math.min(size, nanos == 0 ? 1 : CHUNK_NANOS / nanos));
                size = (int) Math.min(size, most);
            }
            if (size == chunk.count) return chunk;
            enqueue(chunk.part(size, chunk.count, chunk.attempt), true);
            return chunk.part(0, size, chunk.attempt);
        }
    }

    /** Gives a worker what it has room for. */
    private void refill(Link link) {
        boolean first = link.inFlight() == 0;
        while (link.hasRoom()) {
            // Nothing is sent ahead that a worker which is just coming up could begin with.
            if (!first && pendingUnits <= startingWorkers()) break;
            ProcessChunk chunk = dequeue(link.tasksLeft);
            if (chunk == null) break;
            link.send(chunk);
            armTimeout(chunk);
            first = false;
        }
    }

    private int startingWorkers() {
        int starting = 0;
        for (Link link : links)
            if (link.state == Link.State.STARTING && !link.spare && link.inFlight() == 0) starting++;
        return starting;
    }

    /** Does with a worker what is next: gives it work, lets it rest, or sends it away. */
    private void advance(Link link) {
        if (link.state == Link.State.DEAD || link.state == Link.State.STOPPING) return;
        if (link.state == Link.State.LIVE && link.tasksLeft <= 0) retire(link);
        refill(link);
        if (link.inFlight() > 0 || link.state == Link.State.STARTING) {
            rebalanceSoon();
            return;
        }
        if (link.state == Link.State.RETIRING || state == PoolSnapshot.State.CLOSING && nothingLeft()) {
            stop(link);
            return;
        }
        if (link.spare || idle.contains(link)) return;
        link.idleSince = System.nanoTime();
        idle.push(link); // the one that worked last: its caches are warm, and the others may grow old
        rebalanceSoon();
        endIdleLater(link);
        if (state == PoolSnapshot.State.CLOSING) stopIdle();
    }

    private boolean nothingLeft() {
        return pending.isEmpty();
    }

    private void stopIdle() {
        if (!nothingLeft()) return;
        for (Link link : List.copyOf(links)) if (link.inFlight() == 0 && link.state == Link.State.LIVE) stop(link);
    }

    // ---- starting and ending workers; lock held ----

    /** Makes a worker step on in its life. */
    private void move(Link link, Link.State next) {
        link.state = next;
        if (next != Link.State.LIVE) idle.remove(link);
    }

    private static boolean counts(Link link) {
        return link.state == Link.State.STARTING || link.state == Link.State.LIVE;
    }

    private int workers() {
        int count = 0;
        for (Link link : links) if (!link.spare && counts(link)) count++;
        return count;
    }

    /** Starts as many workers as there is work for that nobody is about to begin with. */
    private void startWorkers() {
        if (startsPutOff || state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.BROKEN) return;
        long wanted = pendingUnits - startingWorkers() - idle.size();
        for (int room = processes - workers(); room > 0 && wanted > 0; room--, wanted--) takeOn();
    }

    /** Takes on a worker: one in waiting if there is one, else a new one. */
    private void takeOn() {
        for (Link link : links) {
            if (!link.spare || link.state != Link.State.LIVE) continue;
            link.spare = false;
            startSpares();
            advance(link);
            Threads.helpers().execute(link.sender::flush);
            return;
        }
        startWorker(false);
    }

    private void startSpares() {
        if (state != PoolSnapshot.State.OPEN || startsPutOff) return;
        int spares = 0;
        for (Link link : links) if (link.spare && counts(link)) spares++;
        for (; spares < config.spares(); spares++) startWorker(true);
    }

    private void startWorker(boolean spare) {
        Link link = new Link("worker-" + ++nextWorker, config.maxTasksPerChild().orElse(Integer.MAX_VALUE));
        link.spare = spare;
        links.add(link);
        starter.start(link);
        Threads.after(Checks.nanos(config.startTimeout()), () -> startTookTooLong(link));
    }

    private void startTookTooLong(Link link) {
        synchronized (lock) {
            if (link.state != Link.State.STARTING) return;
            link.kill(new WorkerEnd.Forced(
                    WorkerLostException.Reason.UNRESPONSIVE,
                    "did not come up within " + config.startTimeout() + " (startTimeout) and was killed"));
        }
    }

    /** Gives a worker nothing more and lets it go when it has done what it has. */
    private void retire(Link link) {
        if (link.state != Link.State.LIVE && link.state != Link.State.STARTING) return;
        if (link.state == Link.State.STARTING) {
            requeue(link.takeBack(Integer.MAX_VALUE));
        }
        move(link, Link.State.RETIRING);
        // The replacement of a worker that has done its number comes up while the old one works on.
        if (state == PoolSnapshot.State.OPEN && workers() < Math.min(processes, config.minProcesses()))
            startWorker(false);
        else if (state == PoolSnapshot.State.OPEN && link.tasksLeft <= 0 && workers() < processes) takeOn();
        if (link.inFlight() == 0) stop(link);
    }

    private void stop(Link link) {
        if (link.state == Link.State.STOPPING || link.state == Link.State.DEAD || link.jvm() == null) return;
        move(link, Link.State.STOPPING);
        link.sender.add(Message.STOP);
        Threads.helpers().execute(link.sender::flush);
        Threads.after(Checks.nanos(config.startTimeout()), () -> {
            synchronized (lock) {
                if (links.contains(link)) link.kill();
            }
        });
    }

    private void endIdleLater(Link link) {
        if (config.idleTimeout().isEmpty()) return;
        long timeout = Checks.nanos(config.idleTimeout().get());
        long since = link.idleSince;
        Threads.after(timeout, () -> {
            synchronized (lock) {
                if (idle.contains(link) && link.idleSince == since && workers() > config.minProcesses()) stop(link);
            }
        });
    }

    private void requeue(List<ProcessChunk> chunks) {
        for (int i = chunks.size() - 1; i >= 0; i--) enqueue(chunks.get(i), true);
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
                stop(link);
                return;
            }
            refill(link);
            startWorkers();
            rebalanceSoon();
            watchMemory();
        }
        link.sender.flush();
    }

    /** A worker has run its initializer; or that has failed, and the worker ends. */
    @Override
    public void ready(Link link, @Nullable Throwable failure) {
        if (failure != null) {
            starter.initializerFailed(link, failure);
            return;
        }
        synchronized (lock) {
            starter.isReady(link);
            workersStarted++;
            startFailures = 0;
            if (link.state == Link.State.STARTING) move(link, Link.State.LIVE);
            advance(link);
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
            advance(link);
        }
        if (link.sender.unfinished()) link.sender.flush();
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

    private boolean again(ProcessChunk chunk) {
        List<Link> touched;
        synchronized (lock) {
            if (state == PoolSnapshot.State.TERMINATED || state == PoolSnapshot.State.BROKEN) return false;
            retried.increment();
            enqueue(chunk, false);
            touched = dispatch();
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
            move(link, Link.State.DEAD);
            links.remove(link);
        }
        startFailed(cause);
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
            move(link, Link.State.DEAD);
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
        synchronized (lock) {
            move(link, Link.State.DEAD);
            started = starter.wasReady(link);
            List<ProcessChunk> back = new ArrayList<>();
            for (Flight flight : link.flying()) account(link, flight, end, back, reports);
            links.remove(link);
            if (state != PoolSnapshot.State.TERMINATED) {
                requeue(back);
                if (!orderly) workersLost++;
            }
        }
        for (Runnable report : reports) report.run();
        if (started || orderly) {
            afterEnd();
        } else {
            startFailed(starter.failure(link, end));
        }
        WorkerInfo info = end.worker();
        if (orderly) tell(listener -> listener.workerEnded(info));
        else if (started)
            tell(listener -> listener.workerLost(info, end.reason(), java.util.OptionalInt.of(end.exitCode())));
    }

    /** Tells the flight recorder's story of one flight: finished is delivered, running is lost, the rest has not started. */
    private void account(Link link, Flight flight, WorkerEnd end, List<ProcessChunk> back, List<Runnable> reports) {
        var jvm = link.jvm();
        if (jvm == null) return;
        long word = jvm.file().slot(flight.slot);
        int claimed = SlotWord.claimed(word);
        long now = System.nanoTime();
        Optional<Duration> ranFor =
                Optional.of(Duration.ofNanos(Math.max(0, now - jvm.file().started())));
        for (int i = flight.received; i < claimed; i++) {
            if (!flight.report(i)) continue;
            int item = i;
            WorkerLostException failure = end.failure(describe(flight.chunk, item), ranFor);
            reports.add(() -> outcome(flight, item, null, failure));
        }
        if (claimed < SlotWord.limit(word))
            back.add(flight.chunk.part(claimed, SlotWord.limit(word), flight.chunk.attempt));
    }

    private static String describe(ProcessChunk chunk, int item) {
        String task = chunk.work
                .options()
                .label()
                .map(label -> "the task \"" + label + "\"")
                .orElse("the task");
        return chunk.work instanceof MapResult || chunk.work instanceof ImapWork
                ? task + " of item " + (chunk.first + item)
                : task;
    }

    private void afterEnd() {
        List<Link> touched;
        synchronized (lock) {
            touched = dispatch();
            startSpares();
            keepMinimum();
            if (state == PoolSnapshot.State.CLOSING) stopIdle();
        }
        flush(touched);
        cleanUpIfOver();
    }

    private void keepMinimum() {
        if (state != PoolSnapshot.State.OPEN || startsPutOff) return;
        for (int room = Math.min(processes, config.minProcesses()) - workers(); room > 0; room--) startWorker(false);
    }

    /** A worker did not come up. */
    void startFailed(Throwable cause) {
        List<ProcessChunk> lost = new ArrayList<>();
        PoolBrokenException broken = null;
        synchronized (lock) {
            startFailures++;
            boolean anyLive = links.stream().anyMatch(link -> link.state == Link.State.LIVE);
            if (startFailures >= START_TRIES && !anyLive && state != PoolSnapshot.State.TERMINATED) {
                brokenBy = cause;
                broken = broken();
                if (state == PoolSnapshot.State.OPEN) state = PoolSnapshot.State.BROKEN;
                lost.addAll(pending);
                pending.clear();
                pendingUnits = 0;
                for (Link link : List.copyOf(links)) {
                    for (ProcessChunk chunk : link.takeBack(Integer.MAX_VALUE)) lost.add(chunk);
                    link.kill();
                }
                lock.notifyAll();
            } else {
                startsPutOff = true;
                Threads.after(START_BACK_OFF << Math.min(startFailures, 8), this::tryAgain);
            }
        }
        tell(listener -> listener.workerFailedToStart(name, cause));
        cleanUpIfOver();
        if (broken == null) return;
        for (ProcessChunk chunk : lost)
            for (int i = 0; i < chunk.count; i++) {
                failed.increment();
                chunk.work.failed(chunk.first + i, new PoolBrokenException(String.valueOf(broken.getMessage()), cause));
            }
    }

    private void tryAgain() {
        synchronized (lock) {
            startsPutOff = false;
        }
        Threads.helpers().execute(this::afterEnd);
    }

    private void tell(java.util.function.Consumer<PoolListener> event) {
        config.listener().ifPresent(listener -> listenerEvents.execute(() -> event.accept(listener)));
    }

    // ---- time limits; on the clock ----

    /** Sees to it that a chunk's limit is looked after. Lock held. */
    private void armTimeout(ProcessChunk chunk) {
        Duration limit = chunk.work.timeout();
        if (limit != null) checkTimeoutsAt(System.nanoTime(), Checks.nanos(limit));
    }

    private void checkTimeoutsAt(long now, long delay) {
        long at = delay >= Long.MAX_VALUE / 4 ? Long.MAX_VALUE : now + delay;
        if (at == Long.MAX_VALUE || nextTimeoutCheck != Long.MAX_VALUE && nextTimeoutCheck - at <= 0) return;
        nextTimeoutCheck = at;
        Threads.after(delay, () -> checkTimeouts(at));
    }

    private void checkTimeouts(long planned) {
        List<Runnable> reports = new ArrayList<>();
        synchronized (lock) {
            if (nextTimeoutCheck != planned) return; // an earlier one was planned later and has taken over
            nextTimeoutCheck = Long.MAX_VALUE;
            long now = System.nanoTime();
            long next = Long.MAX_VALUE;
            for (Link link : links) next = Math.min(next, checkTimeouts(link, now, reports));
            if (next != Long.MAX_VALUE) checkTimeoutsAt(now, Math.max(next, 100_000));
        }
        if (!reports.isEmpty()) helpers.execute(() -> reports.forEach(Runnable::run));
    }

    /** Ends what has run too long on one link; returns in how many nanoseconds it is to be looked at again. */
    private long checkTimeouts(Link link, long now, List<Runnable> reports) {
        long next = Long.MAX_VALUE;
        for (Flight flight : link.flying()) {
            Duration limit = flight.chunk.work.timeout();
            if (limit != null) next = Math.min(next, Checks.nanos(limit));
        }
        Link.Current current = link.current();
        if (current == null) return next;
        Flight flight = current.flight();
        Duration limit = flight.chunk.work.timeout();
        if (limit == null) return next;
        long left = Checks.nanos(limit) - (now - current.started());
        if (left > 0) return Math.min(next, left);
        if (!flight.report(current.item())) return next;
        TaskTimeoutException failure = new TaskTimeoutException(
                describe(flight.chunk, current.item()) + " ran longer than its limit of " + limit + " in " + link.name
                        + " of " + name + " (pid " + info(link).pid() + ")",
                limit);
        Stacks.at(failure, Stacks.marker(info(link)));
        reports.add(() -> outcome(flight, current.item(), null, failure));
        interruptThenKill(link, flight, current.item());
        return next;
    }

    // ---- nothing may be trapped behind a long task; on the clock ----

    /** Plans a look at the workers, if there are some with work ahead of them while others have, or could have, none. Lock held. */
    private void rebalanceSoon() {
        if (rebalancing || !pending.isEmpty() && idle.isEmpty() && workers() >= processes) return;
        if (idle.isEmpty() && workers() >= processes) return;
        if (links.stream().noneMatch(link -> link.inFlight() > 1 || link.inFlight() == 1 && link.waiting() > 0)) return;
        rebalancing = true;
        Threads.after(TRAPPED, this::rebalance);
    }

    private void rebalance() {
        List<Link> touched;
        synchronized (lock) {
            rebalancing = false;
            if (state == PoolSnapshot.State.TERMINATED) return;
            long now = System.nanoTime();
            for (Link victim : links) {
                int waiting = victim.waiting();
                if (waiting == 0) continue;
                boolean stuck = victim.silentFor(now) >= TRAPPED || victim.state == Link.State.STARTING;
                if (!stuck || idle.isEmpty() && workers() >= processes) continue;
                requeue(victim.takeBack((waiting + 1) / 2));
            }
            touched = dispatch();
            rebalanceSoon();
        }
        flush(touched);
    }

    // ---- memory ----

    private void watchMemory() {
        if (config.maxResidentMemory().isEmpty() || watchingMemory) return;
        watchingMemory = true;
        Threads.after(TimeUnit.MILLISECONDS.toNanos(50), this::checkMemory);
    }

    private void checkMemory() {
        List<Link> all;
        synchronized (lock) {
            watchingMemory = false;
            all = List.copyOf(links);
            if (!all.isEmpty()) watchMemory();
        }
        long limit = config.maxResidentMemory().orElse(Long.MAX_VALUE);
        for (Link link : all) {
            var jvm = link.jvm();
            long resident = jvm == null ? 0 : ResidentMemory.of(jvm.process().pid());
            if (resident <= limit) continue;
            synchronized (lock) {
                link.kill(new WorkerEnd.Forced(
                        WorkerLostException.Reason.MEMORY_LIMIT,
                        "used " + resident + " bytes of memory, more than its limit of " + limit
                                + " (maxResidentMemory), and was killed"));
            }
        }
    }
}
