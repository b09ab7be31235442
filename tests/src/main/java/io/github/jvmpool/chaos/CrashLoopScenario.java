package io.github.jvmpool.chaos;

import com.sun.management.OperatingSystemMXBean;
import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolBrokenException;
import io.github.jvmpool.PoolListener;
import io.github.jvmpool.VoidTask;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pools whose workers never come up: broken soon, with the cause, after few tries, and cheap from then on (F6, F25). */
final class CrashLoopScenario implements Scenario {
    private static final int MOST_STARTS = 10;
    private static final long BROKEN_WITHIN = TimeUnit.SECONDS.toNanos(10);

    /** A reason not to come up. */
    private record Cause(String what, String flag, @Nullable VoidTask initializer, String told) {}

    @Override
    public String name() {
        return "crashloop";
    }

    @Override
    public String about() {
        return "workers that die while they come up: bad flag, missing class path, initializers that throw, exit, crash";
    }

    @Override
    public void run(Trial trial) throws Exception {
        var causes = new Cause[] {
            new Cause("bad flag", "-XX:+NoSuchFlag", null, "NoSuchFlag"),
            new Cause("impossible heap", "-Xms2g", null, "heap"),
            new Cause("initializer throws", "-Da=b", CrashLoopScenario::complain, "no database today"),
            new Cause(
                    "initializer's class is poisoned", "-Da=b", () -> Poisoned.touch(), "ExceptionInInitializerError"),
            new Cause("initializer exits", "-Da=b", () -> Fault.EXIT_5.commit(), "exit code 5"),
            new Cause("initializer crashes", "-Da=b", () -> Fault.SEGMENTATION_FAULT.commit(), "SIGABRT"),
            new Cause("initializer out of memory", "-Da=b", () -> Fault.OUT_OF_HEAP.commit(), "out of memory")
        };
        for (var cause : causes) breakOne(trial, cause);
    }

    private static void breakOne(Trial trial, Cause cause) throws Exception {
        var ledger = trial.ledger();
        var failures = new AtomicInteger();
        var flags = new java.util.ArrayList<>(java.util.List.of(Fault.flags()));
        flags.add(cause.flag);
        var builder = trial.pool(trial.scale().processes(2))
                .maxHeap("24m")
                .jvmArgs(flags.toArray(new String[0]))
                .listener(new PoolListener() {
                    @Override
                    public void workerFailedToStart(String poolName, Throwable error) {
                        failures.incrementAndGet();
                    }
                });
        if (cause.initializer != null) builder.initializer(cause.initializer);
        long start = System.nanoTime();
        try (Pool pool = builder.build()) {
            var first = pool.applyAsync(() -> 1);
            var second = pool.applyAsync(() -> 2);
            try {
                first.get(Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                ledger.broken("a pool of workers that cannot start has a result: " + cause.what);
            } catch (ExecutionException e) {
                var text = String.valueOf(e.getCause())
                        + (e.getCause() == null ? "" : e.getCause().getCause());
                boolean told = e.getCause() instanceof PoolBrokenException && text.contains(cause.told);
                ledger.promise(told, "the failure tells the cause, " + cause.what, text);
            }
            long took = System.nanoTime() - start;
            ledger.set("broken after seconds: " + cause.what, Trial.seconds(took));
            ledger.promise(took < BROKEN_WITHIN, "the pool is broken within 10 s: " + cause.what, took / 1e9);
            ledger.promise(second.await(Trial.PATIENCE), "no future is left pending: " + cause.what);
            promiseCheap(ledger, cause, pool);
        }
        // The listener hears of it on a thread of its own.
        Footprint.await(1_000_000_000L, () -> failures.get() >= 3);
        ledger.add("starts that failed", failures.get());
        ledger.promise(
                failures.get() >= 1 && failures.get() <= MOST_STARTS,
                "at most " + MOST_STARTS + " starts: " + cause.what,
                failures.get());
    }

    private static void promiseCheap(Ledger ledger, Cause cause, Pool pool) throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long children = ProcessHandle.current().children().count();
        for (int i = 0; i < 100; i++) {
            try {
                pool.apply(() -> 3);
                ledger.broken("a broken pool takes work: " + cause.what);
            } catch (PoolBrokenException expected) {
                continue;
            }
        }
        // This JVM may still be compiling what the starts have used; a pool that goes on trying would never come to
        // rest.
        double share = 1;
        for (int window = 0; window < 20 && share >= 0.05; window++) {
            long cpu = system.getProcessCpuTime();
            TimeUnit.MILLISECONDS.sleep(250);
            share = (system.getProcessCpuTime() - cpu) / 250e6;
        }
        ledger.promise(share < 0.05, "a broken pool costs nothing: " + cause.what, share);
        ledger.promise(
                ProcessHandle.current().children().count() <= children, "a broken pool starts nothing: " + cause.what);
    }

    private static void complain() {
        throw new IllegalStateException("no database today");
    }

    /** A class whose initializer throws. */
    private static final class Poisoned {
        static final int VALUE = Integer.parseInt("poison");

        static void touch() {
            System.out.println(VALUE);
        }
    }
}
