package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolListener;
import io.github.jvmpool.WorkerOutput;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Random;

/** One run of one scenario: its seed, its scale and its ledger. */
public final class Trial {
    /** How long anything may take before it counts as hanging. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Scale scale;
    private final long seed;
    private final Ledger ledger = new Ledger();
    private final Random random;
    private final PrintWriter out;

    private Trial(Scale scale, long seed, PrintWriter out) {
        this.scale = scale;
        this.seed = seed;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Runs a scenario, prints seed and ledger, and returns the ledger. */
    public static Ledger of(Scenario scenario, Scale scale, long seed, PrintWriter out) throws InterruptedException {
        var trial = new Trial(scale, seed, out);
        trial.run(scenario);
        return trial.ledger;
    }

    private void run(Scenario scenario) throws InterruptedException {
        warmUp();
        var before = Footprint.take();
        out.println(scenario.name() + ": " + scenario.about() + "; seed " + seed + ", Java " + Runtime.version());
        out.flush();
        ledger.set("seed", seed);
        long start = System.nanoTime();
        try {
            scenario.run(this);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            var trace = new java.io.StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            ledger.broken("the scenario could not go on: " + trace);
        }
        ledger.set("seconds", seconds(System.nanoTime() - start));
        before.compare(ledger, scale.full());
        out.print(ledger.table());
        out.println(scenario.name() + (ledger.broken().isEmpty() ? ": every promise was kept" : ": PROMISES BROKEN"));
        out.flush();
    }

    /** What a first pool loads and opens for good does not count as a leak. */
    private static void warmUp() {
        try (Pool pool =
                Pool.builder().processes(2).output(WorkerOutput.discard()).build()) {
            pool.map(x -> x + 1, java.util.List.of(1, 2, 3));
            try {
                pool.apply(() -> Runtime.getRuntime().halt(1));
            } catch (io.github.jvmpool.WorkerLostException expected) {
                return;
            }
        }
    }

    static double seconds(long nanos) {
        return Math.round(nanos / 1e6) / 1e3;
    }

    Scale scale() {
        return scale;
    }

    /** {@return the seed, for injectors with a random stream of their own} */
    long seed() {
        return seed;
    }

    Random random() {
        return random;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Says what is going on, for those who wait. */
    void say(String text) {
        out.println("  " + text);
        out.flush();
    }

    /** {@return a pool builder whose workers' prints are dropped and whose started workers are counted} */
    Pool.Builder pool(int processes) {
        return Pool.builder()
                .processes(processes)
                .output(WorkerOutput.discard())
                .jvmArgs(Fault.flags())
                .listener(new PoolListener() {
                    @Override
                    public void workerStarted(io.github.jvmpool.WorkerInfo worker) {
                        ledger.add("workers started", 1);
                    }
                });
    }

    /** Promises that a pool's own counts add up, once all its work has ended. */
    void promiseSnapshot(Pool pool) {
        var counts = pool.snapshot();
        ledger.promise(
                counts.submitted() == counts.completed() + counts.failed() + counts.cancelled(),
                "the snapshot's submitted = completed + failed + cancelled",
                counts);
    }

    /** Promises that a pool closes within a second or so once its work has ended. */
    void promiseClose(Pool pool) throws InterruptedException {
        long start = System.nanoTime();
        pool.shutdown();
        if (!pool.join(PATIENCE)) {
            ledger.broken("shutdown() did not end within " + PATIENCE + ": " + pool.snapshot());
            pool.terminate();
        }
        ledger.set("close seconds", seconds(System.nanoTime() - start));
    }

    /** Promises that {@code terminate()} ends a pool within a second. */
    void promiseTerminate(Pool pool) throws InterruptedException {
        long start = System.nanoTime();
        pool.terminate();
        boolean ended = pool.join(PATIENCE);
        long nanos = System.nanoTime() - start;
        ledger.set("terminate seconds", seconds(nanos));
        ledger.promise(ended && nanos < 1_000_000_000L, "terminate() ends within a second", seconds(nanos));
    }
}
