package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Memory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One run of the engine without JVMs, threads or time: everything that can happen in another order does so as the seed says, and the
 * promises of {@code docs/reliability.md} are looked after all along and at the end.
 */
final class Simulation {
    static final Duration LIMIT = Duration.ofMillis(20);
    private static final long LONGEST = 600_000_000_000L;
    private static final int RING = 4096;
    static final int MOST_PROCESSES = 4;

    /** Memory of workers that are gone, for those to come. */
    private static final ArrayDeque<ByteBuffer> MEMORY = new ArrayDeque<>();

    final Random random;
    final SimClock clock;
    final Decoder decoder = new Decoder(CallerLoaders.shared(), null, null);
    final boolean losesRings;
    final SimPromises promises;

    private final List<SimTask> tasks = new ArrayList<>();
    final List<SimWorker> workers = new ArrayList<>();
    private final Map<SimWorker, ByteBuffer> memory = new HashMap<>();
    final List<SimAsked> asked = new ArrayList<>();
    private final int startFailurePercent;
    private final int initializerFailurePercent;
    private final int killPercent;
    private final boolean iterates;
    private final int maxPending;

    /** Whether callers may have to wait, and so need threads. */
    private final boolean blocks;

    final Engine engine;
    private final Pool pool;
    SimStarter starter;
    private int nextPid = 100;
    private boolean calm;
    boolean interruptsAll;
    boolean terminated;
    private boolean closes;

    /** Whether it ends only when its readers have come to an end. */
    private boolean awaitsReaders;

    /** How much was pending when the code that runs now went on. */
    private int pendingBefore;

    /** Threads that wait for the end of the pool. */
    private final Set<SimThread> closers = new HashSet<>();

    private int actionsLeft;

    /** Whether to print what happens. */
    private final boolean told;

    Simulation(long seed, boolean told) {
        this.told = told;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        clock = new SimClock(random);
        promises = new SimPromises(this);
        losesRings = random.nextInt(4) == 0;
        startFailurePercent = random.nextInt(8) == 0 ? 100 : random.nextInt(3) == 0 ? 25 : 0;
        initializerFailurePercent = random.nextInt(12) == 0 ? 100 : random.nextInt(4) == 0 ? 20 : 0;
        killPercent = random.nextInt(3) == 0 ? 25 : 5;
        iterates = random.nextInt(5) == 0;
        maxPending = random.nextInt(iterates ? 3 : 8) == 0 ? 1 + random.nextInt(6) : Integer.MAX_VALUE;
        blocks = iterates || maxPending != Integer.MAX_VALUE;
        engine = new Engine(
                config(), clock, name -> blocks ? clock.threads() : clock.helpers(), (config, name, owner) -> {
                    starter = new SimStarter(this, config, owner);
                    return starter;
                });
        clock.onGoingOn = () -> pendingBefore = engine.queue.size();
        pool = BackendPool.create(engine);
    }

    private PoolConfig config() {
        int processes = 1 + random.nextInt(MOST_PROCESSES);
        return new PoolConfig(
                processes,
                random.nextInt(3) == 0 ? random.nextInt(processes + 1) : 0,
                random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0,
                random.nextInt(4) == 0 ? Optional.of(Duration.ofMillis(1 + random.nextInt(20))) : Optional.empty(),
                random.nextInt(4) == 0 ? OptionalInt.of(1 + random.nextInt(10)) : OptionalInt.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Duration.ofMillis(random.nextInt(10)),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Optional.of("pool"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                WorkerOutput.discard(),
                maxPending,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Runs it to its end; throws what is wrong. */
    void run() {
        int actions = 5 + random.nextInt(60);
        int span = random.nextInt(3) == 0 ? 2_000_000 : 200_000_000;
        actionsLeft = actions;
        for (int i = 0; i < actions; i++) clock.after(random.nextInt(span), this::act);
        clock.after(span, () -> workers.forEach(this::unclog));
        runUntil(() -> actionsLeft == 0);
        calm = true;
        if (random.nextInt(4) > 0) runUntil(() -> asked.stream().allMatch(this::isOver));
        end();
        runUntil(() -> engine.isTerminated() && starter.concluding == 0);
        runUntil(() -> clock.waiting().isEmpty());
        while (clock.step()) {}
        promises.check();
        workers.forEach(this::free);
        for (SimAsked each : asked) if (each.imap != null) each.imap.forget();
        pool.terminate(); // over already; but its cleaner must not keep this simulation, as the workers know it
    }

    private interface Condition {
        boolean holds();
    }

    private void runUntil(Condition condition) {
        long deadline = clock.nanoTime() + LONGEST;
        while (!condition.holds()) {
            if (!clock.step() || clock.nanoTime() > deadline) throw new AssertionError("it does not go on: " + stuck());
            if (promises.wrong != null) throw promises.wrong;
            synchronized (engine.lock) {
                if (engine.crew.hasIdle() && engine.queue.tasks() > 0)
                    throw new AssertionError("a worker has nothing to do while tasks wait: " + engine.snapshot());
                if (blocks && (engine.queue.size() < maxPending || engine.state() != PoolSnapshot.State.OPEN))
                    checkCallers();
            }
        }
    }

    /** Nobody waits for room where there is some. Lock held. */
    private void checkCallers() {
        for (SimThread thread : clock.waiting())
            if (thread.sleepsOn(engine.lock) && !closers.contains(thread))
                throw new AssertionError("a caller sleeps although it could go on: " + engine.snapshot());
    }

    private String stuck() {
        StringBuilder text = new StringBuilder(engine.snapshot().toString());
        for (SimAsked each : asked)
            if (!isOver(each))
                text.append("\nnot over: tasks ").append(each.ids()).append(each.imap);
        for (SimThread thread : clock.waiting()) text.append("\n").append(thread);
        for (SimWorker worker : workers)
            if (!worker.isDead()) text.append("\nlives: worker ").append(worker.pid());
        return text.toString();
    }

    boolean isOver(SimAsked each) {
        if (each.refused) return true;
        if (each.imap != null) return each.imap.over || each.imap.rests && !awaitsReaders;
        if (each.future != null) return each.future.isDone() || each.givenBack;
        return each.work != null && each.work.complete();
    }

    private void end() {
        closes = true;
        int how = random.nextInt(6);
        if (how < 2) terminate();
        else if (how < 4 && blocks) clock.begin(this::closeAndWait);
        else {
            awaitsReaders = true;
            pool.shutdown();
        }
    }

    private void terminate() {
        terminated = true;
        pool.terminate();
    }

    private void closeAndWait() {
        SimThread thread = SimThread.current();
        closers.add(thread);
        if (random.nextInt(4) == 0) clock.soon(() -> interruptCloser(thread), 3_000_000);
        pool.close();
        closers.remove(thread);
        if (!Thread.interrupted() && !engine.isTerminated())
            throw new AssertionError("closed, but not over: " + engine.snapshot());
    }

    private void interruptCloser(SimThread thread) {
        if (!closers.contains(thread)) return;
        terminated = true;
        thread.interrupt();
    }

    void tell(String event) {
        if (told) System.out.println((clock.nanoTime() - 1_000_000_000_000L) / 1000 + " µs: " + event);
    }

    // ---- what users and the world do ----

    private void act() {
        actionsLeft--;
        int choice = random.nextInt(100);
        tell("action " + choice + " " + (told ? engine.snapshot() : ""));
        boolean iterate = iterates && choice % 8 == 0;
        if (iterate || choice < 60 && maxPending != Integer.MAX_VALUE) clock.begin(() -> act(iterate ? 100 : choice));
        else act(choice);
    }

    private void act(int choice) {
        SimAsked each = new SimAsked();
        try {
            if (choice < 25) call(begin(each));
            else if (choice < 35) map(begin(each));
            else if (choice < 45) own(begin(each));
            else if (choice < 60) works(begin(each));
            else if (choice < 75) cancel();
            else if (choice < 75 + killPercent / 2) someone(worker -> worker.die(137));
            else if (choice < 90) swizzleClog();
            else if (choice < 93) someone(this::strayRings);
            else if (choice < 95) pool.resize(1 + random.nextInt(MOST_PROCESSES));
            else if (choice < 97) interrupt();
            else if (choice < 98) engine.snapshot();
            else if (choice < 100) closeNowAndThen();
            else new SimImap(this, begin(each)).run((Operations) pool);
        } catch (RejectedExecutionException | PoolBrokenException refused) {
            refuse(each); // it closes or is broken
        } catch (CancellationException interrupted) {
            if (!Thread.interrupted()) throw new AssertionError("refused without a reason", interrupted);
            refuse(each);
        } finally {
            each.thread = null;
        }
    }

    private void refuse(SimAsked each) {
        each.refused = true;
        each.cancelled = !isTerminated();
        each.interrupted = true; // what had been submitted of a map before
    }

    /** What is to be asked for now. */
    private SimAsked begin(SimAsked each) {
        asked.add(each);
        if (Thread.currentThread() instanceof SimThread thread) each.thread = thread;
        return each;
    }

    /** One chunk has been let in. */
    private void letIn() {
        if (pendingBefore >= maxPending) throw new AssertionError("let in though " + pendingBefore + " were pending");
    }

    /** Interrupts a thread that waits, or does not. */
    private void interrupt() {
        if (asked.isEmpty()) return;
        SimAsked each = asked.get(random.nextInt(asked.size()));
        if (each.thread == null) return;
        each.interrupted = true;
        each.thread.interrupt();
    }

    SimTask newTask(SimAsked each, int retries, boolean limited) {
        SimTask task = new SimTask(tasks.size(), random, retries, limited);
        tasks.add(task);
        each.tasks.add(task);
        return task;
    }

    private Object argument(SimTask task) {
        if (random.nextInt(20) > 0) return task.id;
        byte[] large = new byte[4 + random.nextInt(3 * RING)];
        io.github.jvmpool.wire.Bytes.int32(large, 0, task.id);
        return large;
    }

    int id(Object argument) {
        return argument instanceof byte[] large ? io.github.jvmpool.wire.Bytes.int32(large, 0) : (int) argument;
    }

    private void call(SimAsked each) {
        boolean limited = random.nextInt(4) == 0;
        int retries = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        PoolOperations with = limited ? pool.withTimeout(LIMIT) : pool;
        SimTask task = newTask(each, retries, limited);
        each.future = with.withRetries(retries).applyAsync(SimFunction.LAMBDA, argument(task));
        letIn();
        if (random.nextBoolean())
            ((CompletableFuture<?>) each.future).whenComplete((value, failure) -> promises.inTime(task, failure));
    }

    private void map(SimAsked each) {
        List<Object> items = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        int retries = random.nextInt(4) == 0 ? 1 : 0;
        for (int i = 0; i < count; i++) items.add(argument(newTask(each, retries, false)));
        PoolOperations with = pool.withRetries(retries);
        each.future = random.nextBoolean()
                ? with.mapAsync(SimFunction.LAMBDA, items)
                : with.mapAsync(SimFunction.LAMBDA, items, 1 + random.nextInt(8));
    }

    private void own(SimAsked each) {
        SimTask task = newTask(each, 0, false);
        each.future = pool.asExecutorService().submit(new SimTask.Own(task.id));
        letIn();
    }

    private void works(SimAsked each) {
        boolean limited = random.nextInt(5) == 0;
        int retries = random.nextInt(4) == 0 ? 2 : 0;
        int count = 1 + random.nextInt(20);
        SimWork work = new SimWork(count, TaskOptions.defaults().withRetries(retries), limited ? LIMIT : null);
        Packer packer = engine.packer(new Call(CallKind.FN, SimFunction.LAMBDA));
        for (int i = 0; i < count; i++) packer.add(argument(newTask(each, retries, limited)));
        engine.submit(packer.cut(work, 0, random.nextBoolean()));
        letIn();
        each.work = work;
    }

    private void cancel() {
        if (asked.isEmpty()) return;
        SimAsked each = asked.get(random.nextInt(asked.size()));
        boolean interrupt = random.nextBoolean();
        if (isOver(each) || each.future == null && each.work == null && each.imap == null) return;
        if (each.imap != null) {
            each.imap.close();
            return;
        }
        var before = promises.askedToInterrupt();
        each.interrupted |= interrupt;
        if (each.future != null) each.cancelled |= each.future.cancel(interrupt);
        else {
            each.work.abandoned = true;
            each.cancelled = true;
            engine.cancel(each.work, interrupt);
        }
        if (interrupt) promises.checkInterrupts(each, before);
    }

    private void someone(java.util.function.Consumer<SimWorker> action) {
        List<SimWorker> living = living();
        if (!living.isEmpty()) action.accept(living.get(random.nextInt(living.size())));
    }

    private List<SimWorker> living() {
        return new ArrayList<>(
                workers.stream().filter(worker -> !worker.isDead()).toList());
    }

    /** Stops some workers, or the threads that read from them, one by one, and resumes them in another order. */
    private void swizzleClog() {
        List<SimWorker> some = living();
        Collections.shuffle(some, random);
        some = some.subList(0, random.nextInt(some.size() + 1));
        int longest = random.nextInt(10) == 0 ? 2_000_000_000 : 20_000_000;
        for (SimWorker worker : some) {
            boolean reader = random.nextBoolean();
            clock.soon(() -> clog(worker, reader), 2_000_000);
            clock.after(2_100_000 + random.nextInt(longest), () -> unclog(worker));
        }
    }

    private void clog(SimWorker worker, boolean reader) {
        if (calm || worker.isDead()) return;
        if (reader) starter.clog(worker, true);
        else worker.clog(true);
    }

    private void unclog(SimWorker worker) {
        if (worker.isDead()) return;
        starter.clog(worker, false);
        worker.clog(false);
    }

    private void strayRings(SimWorker worker) {
        worker.ring();
        ringCaller(worker);
    }

    private void closeNowAndThen() {
        if (random.nextInt(4) > 0) return;
        closes = true;
        switch (random.nextInt(blocks ? 4 : 3)) {
            case 0 -> pool.shutdown();
            case 1 -> terminate();
            case 2 -> {
                var before = promises.askedToInterrupt();
                interruptsAll = true;
                List<Runnable> back = pool.asExecutorService().shutdownNow();
                for (SimAsked each : asked) if (back.contains(each.future)) each.givenBack = true;
                promises.checkInterrupts(null, before);
            }
            default -> clock.soon(() -> clock.begin(this::closeAndWait), 1);
        }
    }

    /** {@return whether nobody waits any more for a reader that rests} */
    boolean letsRest() {
        return !awaitsReaders && !engine.isTerminated();
    }

    boolean isTerminated() {
        return terminated || engine.isTerminating();
    }

    boolean closes() {
        return closes;
    }

    // ---- what simulated workers ask and tell ----

    boolean startFails() {
        return random.nextInt(100) < startFailurePercent;
    }

    boolean initializerFails() {
        return random.nextInt(100) < initializerFailurePercent;
    }

    int initializerNanos() {
        return random.nextInt(4) == 0 ? 20_000_000 : 100_000;
    }

    long finalizerNanos() {
        return random.nextInt(10) == 0 ? LONGEST : random.nextInt(500_000);
    }

    long bootNanos() {
        return random.nextInt(60) == 0 ? 400_000_000 : 1_000_000 + random.nextInt(30_000_000);
    }

    SimWorker newWorker() {
        ByteBuffer bytes = MEMORY.poll();
        if (bytes == null) bytes = ByteBuffer.allocateDirect(Memory.bytes(RING));
        SimWorker worker = new SimWorker(this, Memory.share(bytes), nextPid++);
        workers.add(worker);
        memory.put(worker, bytes);
        if (random.nextInt(100) < killPercent / 3 && !calm) clock.soon(() -> worker.die(137), 40_000_000);
        return worker;
    }

    /** Nobody looks at its memory any more. */
    void free(SimWorker worker) {
        ByteBuffer bytes = memory.get(worker);
        if (bytes == null || !ended()) return;
        memory.remove(worker);
        for (int at = 0; at < bytes.capacity(); at += 8) bytes.putLong(at, 0);
        MEMORY.add(bytes);
    }

    private boolean ended() {
        return starter.ended && starter.concluding == 0;
    }

    SimTask task(int id) {
        return tasks.get(id);
    }

    void ringCaller(SimWorker worker) {
        starter.ring(worker);
    }
}
