package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerLostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Freezes a worker with SIGSTOP while it runs a task, idles, or reads a large value (F8). */
final class StopScenario implements Scenario {
    @Override
    public String name() {
        return "stop";
    }

    @Override
    public String about() {
        return "freezes workers with SIGSTOP; they must be found and replaced (--tasks: how often; --every: the heartbeat)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int stops = trial.scale().tasks(3, 99);
        Duration heartbeat = trial.scale().every(Duration.ofSeconds(2), Duration.ofSeconds(10));
        var ledger = trial.ledger();
        try (Pool pool =
                trial.pool(trial.scale().processes(2)).heartbeat(heartbeat).build()) {
            long slowest = 0;
            for (int i = 0; i < stops; i++) {
                pool.map(x -> x, java.util.List.of(1, 2, 3, 4));
                slowest = Math.max(slowest, stopOne(trial, pool, i, heartbeat.plusSeconds(1)));
            }
            ledger.set("stops", stops);
            ledger.set("longest until the failure, seconds", Trial.seconds(slowest));
            trial.promiseTerminate(pool);
        }
    }

    private static long stopOne(Trial trial, Pool pool, int number, Duration within) throws Exception {
        AsyncResult<?> victim;
        long pid;
        switch (number % 3) {
            case 0 -> {
                // One that had not started would be done by another worker.
                String started = Files.createTempFile("chaos", "stop").toString();
                victim = pool.applyAsync(() -> {
                    Files.writeString(Path.of(started), ProcessHandle.current().pid() + "\n");
                    Thread.sleep(600_000);
                });
                Footprint.await(5_000_000_000L, () -> told(started).endsWith("\n"));
                pid = Long.parseLong(told(started).strip());
                Files.delete(Path.of(started));
            }
            case 1 -> {
                pid = pool.snapshot().workers().get(0).info().pid();
                victim = null;
            }
            default -> {
                victim = pool.applyAsync(x -> x.length, new byte[100_000_000]);
                pid = busyWorker(pool);
            }
        }
        Fault.signal("STOP", pid);
        long start = System.nanoTime();
        if (victim == null) victim = pool.applyAsync(() -> 1);
        var others = pool.applyAsync(() -> 2);
        // What had not started, or had just ended, is not bound to the frozen worker; that itself must be found.
        boolean ended = awaitEnd(pid, within);
        long took = System.nanoTime() - start;
        ProcessHandle.of(pid).ifPresent(frozen -> {
            if (!ended) frozen.destroyForcibly();
        });
        trial.ledger().promise(ended, "a frozen worker is found within the heartbeat's time and a second", number % 3);
        try {
            victim.get(Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            trial.ledger().add("tasks that ended although a worker was frozen", 1);
        } catch (ExecutionException e) {
            boolean told = e.getCause() instanceof WorkerLostException lost
                    && lost.reason() == WorkerLostException.Reason.UNRESPONSIVE;
            trial.ledger()
                    .promise(told || !ended, "the failure is named UNRESPONSIVE", Optional.ofNullable(e.getCause()));
            trial.ledger().add("tasks lost", 1);
        }
        trial.ledger().promise(others.get(60, TimeUnit.SECONDS) == 2, "other workers go on");
        return took;
    }

    private static String told(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean awaitEnd(long pid, Duration within) throws InterruptedException {
        return Footprint.await(
                within.toNanos(),
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** {@return the process of the only worker that has something to do: what was before may be about to be noted as done} */
    private static long busyWorker(Pool pool) throws InterruptedException {
        Footprint.await(5_000_000_000L, () -> find(pool).isPresent());
        return find(pool).orElseThrow();
    }

    private static Optional<Long> find(Pool pool) {
        var busy = pool.snapshot().workers().stream()
                .filter(worker -> worker.inFlight() > 0)
                .map(worker -> worker.info().pid())
                .toList();
        return busy.size() == 1 && busy.get(0) > 0 ? Optional.of(busy.get(0)) : Optional.empty();
    }
}
