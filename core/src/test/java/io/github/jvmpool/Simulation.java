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
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/**
 * One run of the engine without JVMs, threads or time: everything that can happen in another order does so as the seed says, and the
 * promises of {@code docs/reliability.md} are looked after all along and at the end.
 */
final class Simulation {
    static final Duration LIMIT = Duration.ofMillis(20);
    private static final long SLACK = 12_000_000;
    private static final long LONGEST = 600_000_000_000L;
    private static final int RING = 4096;
    static final int MOST_PROCESSES = 4;

    private static final Pattern THROWN = Pattern.compile("(?:thrown|interrupted) (\\d+)");

    /** Memory of workers that are gone, for those to come. */
    private static final ArrayDeque<ByteBuffer> MEMORY = new ArrayDeque<>();

    final Random random;
    final SimClock clock;
    final Decoder decoder = new Decoder(CallerLoaders.shared(), null, null);
    final boolean losesRings;

    private final List<SimTask> tasks = new ArrayList<>();
    private final List<SimWorker> workers = new ArrayList<>();
    private final Map<SimWorker, ByteBuffer> memory = new HashMap<>();
    private final Map<Integer, SimTask> diedOf = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final int startFailurePercent;
    private final int initializerFailurePercent;
    private final int killPercent;
    private final boolean iterates;
    private final int maxPending;

    /** Whether callers may have to wait, and so need threads. */
    private final boolean blocks;

    private final Engine engine;
    private final Pool pool;
    private SimStarter starter;
    private int nextPid = 100;
    private boolean calm;
    private boolean interruptsAll;
    private boolean terminated;
    private boolean closes;

    /** Whether it ends only when its readers have come to an end. */
    private boolean awaitsReaders;

    /** What was wrong where nobody would have noticed. */
    private AssertionError wrong;

    /** How much was pending when the code that runs now went on. */
    private int pendingBefore;

    /** Threads that wait for the end of the pool. */
    private final Set<SimThread> closers = new HashSet<>();

    private int actionsLeft;

    /** Whether to print what happens. */
    private final boolean told;

    /** What was asked for with one call. */
    static final class Asked {
        final List<SimTask> tasks = new ArrayList<>();
        Future<?> future;
        SimWork work;
        SimImap imap;
        SimThread thread;
        boolean refused;
        boolean cancelled;
        boolean interrupted;
        boolean givenBack;
    }

    Simulation(long seed, boolean told) {
        this.told = told;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        clock = new SimClock(random);
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
        check();
        workers.forEach(this::free);
        for (Asked each : asked) if (each.imap != null) each.imap.forget();
        pool.terminate(); // over already; but its cleaner must not keep this simulation, as the workers know it
    }

    private interface Condition {
        boolean holds();
    }

    private void runUntil(Condition condition) {
        long deadline = clock.nanoTime() + LONGEST;
        while (!condition.holds()) {
            if (!clock.step() || clock.nanoTime() > deadline) throw new AssertionError("it does not go on: " + stuck());
            if (wrong != null) throw wrong;
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
        for (Asked each : asked)
            if (!isOver(each))
                text.append("\nnot over: tasks ").append(ids(each)).append(each.imap);
        for (SimThread thread : clock.waiting()) text.append("\n").append(thread);
        for (SimWorker worker : workers)
            if (!worker.isDead()) text.append("\nlives: worker ").append(worker.pid());
        return text.toString();
    }

    private static List<String> ids(Asked each) {
        return each.tasks.stream()
                .map(task -> task.id + " started " + task.starts + " times")
                .toList();
    }

    private boolean isOver(Asked each) {
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
        Asked each = new Asked();
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

    private void refuse(Asked each) {
        each.refused = true;
        each.cancelled = !isTerminated();
        each.interrupted = true; // what had been submitted of a map before
    }

    /** What is to be asked for now. */
    private Asked begin(Asked each) {
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
        Asked each = asked.get(random.nextInt(asked.size()));
        if (each.thread == null) return;
        each.interrupted = true;
        each.thread.interrupt();
    }

    SimTask newTask(Asked each, int retries, boolean limited) {
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

    private void call(Asked each) {
        boolean limited = random.nextInt(4) == 0;
        int retries = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        PoolOperations with = limited ? pool.withTimeout(LIMIT) : pool;
        SimTask task = newTask(each, retries, limited);
        each.future = with.withRetries(retries).applyAsync(SimFunction.LAMBDA, argument(task));
        letIn();
        if (random.nextBoolean())
            ((CompletableFuture<?>) each.future).whenComplete((value, failure) -> inTime(task, failure));
    }

    private void inTime(SimTask task, Throwable failure) {
        if (!(failure instanceof TaskTimeoutException)) return;
        long late = clock.nanoTime() - task.startedAt - LIMIT.toNanos();
        if (late > SLACK || late < 0) wrong = new AssertionError("time limit of task " + task.id + " kept by " + late);
        for (SimWorker worker : workers)
            if (!worker.isDead() && worker.running() == task && !worker.isAskedToInterrupt())
                wrong = new AssertionError("task " + task.id + " goes on after its time");
    }

    private void map(Asked each) {
        List<Object> items = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        int retries = random.nextInt(4) == 0 ? 1 : 0;
        for (int i = 0; i < count; i++) items.add(argument(newTask(each, retries, false)));
        PoolOperations with = pool.withRetries(retries);
        each.future = random.nextBoolean()
                ? with.mapAsync(SimFunction.LAMBDA, items)
                : with.mapAsync(SimFunction.LAMBDA, items, 1 + random.nextInt(8));
    }

    private void own(Asked each) {
        SimTask task = newTask(each, 0, false);
        each.future = pool.asExecutorService().submit(new SimTask.Own(task.id));
        letIn();
    }

    private void works(Asked each) {
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
        Asked each = asked.get(random.nextInt(asked.size()));
        boolean interrupt = random.nextBoolean();
        if (isOver(each) || each.future == null && each.work == null && each.imap == null) return;
        if (each.imap != null) {
            each.imap.close();
            return;
        }
        var before = askedToInterrupt();
        each.interrupted |= interrupt;
        if (each.future != null) each.cancelled |= each.future.cancel(interrupt);
        else {
            each.work.abandoned = true;
            each.cancelled = true;
            engine.cancel(each.work, interrupt);
        }
        if (interrupt) checkInterrupts(each, before);
    }

    /** {@return the workers in which an interrupt of the task that runs is under way already} */
    Set<SimWorker> askedToInterrupt() {
        Set<SimWorker> before = new HashSet<>();
        for (SimWorker worker : workers)
            if (!worker.isDead() && worker.running() != null && worker.isAskedToInterrupt()) before.add(worker);
        return before;
    }

    /** What runs of a call, or of all if that is null, has been asked to end just now, or before. */
    void checkInterrupts(Asked each, Set<SimWorker> before) {
        if (terminated || engine.isTerminating()) return;
        for (SimWorker worker : workers) {
            SimTask task = worker.isDead() ? null : worker.running();
            if (task == null || each != null && !each.tasks.contains(task) || before.contains(worker)) continue;
            if (!worker.isAskedToInterrupt() || !worker.isRungNow())
                throw new AssertionError("task " + task.id + " is not interrupted in worker " + worker.pid());
        }
    }

    /** An interrupt reaches a task that runs. */
    void interrupted(SimTask task) {
        tell("task " + task.id + " is interrupted");
        if (interruptsAll || task.limited && clock.nanoTime() - task.startedAt >= LIMIT.toNanos()) return;
        for (Asked each : asked) if (each.interrupted && each.tasks.contains(task)) return;
        throw new AssertionError("task " + task.id + " gets an interrupt that was not meant for it");
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
                var before = askedToInterrupt();
                interruptsAll = true;
                List<Runnable> back = pool.asExecutorService().shutdownNow();
                for (Asked each : asked) if (back.contains(each.future)) each.givenBack = true;
                checkInterrupts(null, before);
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

    SimTask diedOf(long pid) {
        return diedOf.get((int) pid);
    }

    /** {@return the task that a message names at the end of what was thrown, or null} */
    SimTask named(String message) {
        var found = THROWN.matcher(message);
        return found.find() ? tasks.get(Integer.parseInt(found.group(1))) : null;
    }

    void started(SimTask task, SimWorker worker, long since) {
        if (task.starts > task.retries) throw new AssertionError("task " + task.id + " is started too often");
        if (task.published) throw new AssertionError("task " + task.id + " is started again although it had ended");
        if (task.running) throw new AssertionError("task " + task.id + " is started while it runs");
        for (Asked each : asked)
            if (each.cancelled && each.tasks.contains(task))
                throw new AssertionError("cancelled task " + task.id + " starts");
        tell("task " + task.id + " starts in " + worker.pid());
        task.starts++;
        task.running = true;
        task.startedAt = since;
        worker.claimed(task);
    }

    void died(SimWorker worker, SimTask claimed) {
        tell("worker " + worker.pid() + " dies of " + (claimed == null ? "nothing" : claimed.id));
        if (claimed != null) {
            claimed.running = false;
            diedOf.put((int) worker.pid(), claimed);
        }
        starter.died(worker);
    }

    // ---- what must be so in the end ----

    private void check() {
        for (Asked each : asked) check(each);
        for (SimWorker worker : workers)
            if (!worker.isDead()) throw new AssertionError("a worker is left: " + worker.pid());
        synchronized (engine.lock) {
            if (engine.queue.size() != 0 || engine.queue.units() != 0)
                throw new AssertionError("left in the queue: " + engine.queue.size() + ", " + engine.queue.units());
            if (!engine.crew.links().isEmpty() || engine.crew.hasIdle()) throw new AssertionError("links are left");
        }
        PoolSnapshot end = engine.snapshot();
        if (end.submitted() != end.completed() + end.failed() + end.cancelled() || end.pending() != 0)
            throw new AssertionError("the counts do not agree: " + end);
    }

    private void check(Asked each) {
        if (!isOver(each)) throw new AssertionError("never ended: " + ids(each));
        if (each.refused || each.imap != null) return; // its reader has looked after it
        if (each.givenBack) {
            if (each.tasks.get(0).starts > 0) throw new AssertionError("given back, but started: " + ids(each));
            return;
        }
        if (each.work != null) {
            for (int i = 0; i < each.tasks.size(); i++) check(each, each.tasks.get(i), each.work.outcomes[i]);
            return;
        }
        Object outcome;
        try {
            outcome = each.future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            outcome = e.getCause();
        } catch (CancellationException e) {
            outcome = e;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (each.tasks.size() == 1 && !(outcome instanceof List)) check(each, each.tasks.get(0), outcome);
        else if (outcome instanceof List<?> values)
            for (int i = 0; i < values.size(); i++) check(each, each.tasks.get(i), values.get(i));
    }

    void check(Asked each, SimTask task, Object outcome) {
        String what = "task " + task.id + " (" + task.starts + " starts) ended with " + outcome;
        if (outcome instanceof Integer || outcome instanceof byte[]) {
            if (SimTask.idOf(outcome) != task.id) throw new AssertionError(what + ", which is the value of another");
            if (!task.published || task.starts == 0) throw new AssertionError(what + " though it had not");
        } else if (outcome instanceof WorkerLostException lost) {
            if (task.starts == 0 || diedOf.get((int) lost.pid()) != task)
                throw new AssertionError(what + " but it did not run there");
            if (task.published) throw new AssertionError(what + " though its outcome was published");
        } else if (outcome instanceof TaskTimeoutException) {
            if (!task.limited) throw new AssertionError(what + " without a limit");
        } else if (outcome instanceof ShippingException thrown) {
            boolean interrupt = thrown.getMessage().contains("interrupted");
            if (interrupt && !interruptsAll && !each.interrupted && !task.limited)
                throw new AssertionError(what + ", an interrupt meant for nobody");
            if (!interrupt && task.end != SimTask.End.THROWS) throw new AssertionError(what);
        } else if (outcome instanceof CancellationException) {
            if (!each.cancelled && !terminated && !(interruptsAll && task.starts == 0))
                throw new AssertionError(what + " unasked");
        } else if (!(outcome instanceof PoolBrokenException)) throw new AssertionError(what);
        else if (task.starts > task.retries) throw new AssertionError(what + " though it was started");
    }
}
