package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolListener;
import io.github.jvmpool.WorkerInfo;
import io.github.jvmpool.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Stops caller and workers together for a while and lets them go on, as a laptop that sleeps does (F18).
 *
 * <p>Steps of the wall clock are not tried: that would move the clock of everything on the machine.
 */
final class ClockScenario implements Scenario {
    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String about() {
        return "stops a program and its workers for a while and lets them go on (--every: how long)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        var pause = trial.scale().every(Duration.ofSeconds(2), Duration.ofSeconds(60));
        var ledger = trial.ledger();
        Process program = new ProcessBuilder(Subprocess.command(Sleeper.class, "-Xmx64m"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = program.inputReader()) {
            ledger.promise("ready".equals(out.readLine()), "the program comes up");
            var all = new ArrayList<Long>();
            all.add(program.pid());
            program.descendants().forEach(child -> all.add(child.pid()));
            ledger.set("processes stopped", all.size());
            for (long pid : all) Fault.signal("STOP", pid);
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            for (long pid : all) Fault.signal("CONT", pid);
            ledger.set("stopped for seconds", pause.toSeconds());
            var said = out.readLine();
            ledger.promise("all right".equals(said), "all tasks end right after the pause", String.valueOf(said));
        }
        ledger.promise(program.waitFor(20, TimeUnit.SECONDS), "the program ends");
    }

    /** The program that is stopped. */
    static final class Sleeper {
        private Sleeper() {}

        /** Keeps a pool busy with short tasks for some seconds. */
        public static void main(String[] args) throws Exception {
            var lost = new ConcurrentLinkedQueue<String>();
            try (Pool pool =
                    Pool.builder().processes(2).listener(listener(lost)).build()) {
                pool.map(x -> x, List.of(1, 2));
                System.out.println("ready");
                int right = 0;
                for (int round = 0; round < 100; round++) {
                    List<AsyncResult<Integer>> results = new ArrayList<>();
                    for (int i = 0; i < 20; i++) results.add(pool.applyAsync(ClockScenario::pause, i));
                    for (int i = 0; i < 20; i++) if (results.get(i).join() == i) right++;
                }
                boolean kept = right == 2000 && pool.snapshot().workersLost() == 0;
                System.out.println(kept ? "all right" : right + " of 2000, workers lost: " + lost);
            }
        }
    }

    private static PoolListener listener(Queue<String> lost) {
        return new PoolListener() {
            @Override
            public void workerLost(WorkerInfo worker, WorkerLostException.Reason reason, OptionalInt exitCode) {
                lost.add(worker.name() + " " + reason);
            }

            @Override
            public void workerFailedToStart(String pool, Throwable cause) {
                lost.add(String.valueOf(cause));
            }
        };
    }

    private static int pause(int value) throws InterruptedException {
        Thread.sleep(1);
        return value;
    }
}
