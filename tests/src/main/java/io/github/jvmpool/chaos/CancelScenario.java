package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Cancels calls at random moments of their life (F10).
 *
 * <p>A third of the tasks sleeps until it is interrupted: if an interrupt gets lost, {@code killGrace}, which is long here, ends in a
 * lost worker. The others are short; they note every interrupt they feel, and those that were not cancelled may feel none.
 */
final class CancelScenario implements Scenario {
    private static final int WINDOW = 24;
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "cancel";
    }

    @Override
    public String about() {
        return "cancel(true) at random moments; no interrupt may be lost or hit another task (--tasks)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(5_000, 100_000);
        var ledger = trial.ledger();
        var random = trial.random();
        var cancelled = new BitSet(tasks);
        try (var journal = Journal.create(tasks);
                Pool pool =
                        trial.pool(trial.scale().processes(2)).killGrace(GRACE).build()) {
            String name = journal.name();
            record Running(int task, boolean sleeper, AsyncResult<long[]> result) {}
            var window = new ArrayDeque<Running>();
            for (int i = 0; i < tasks || !window.isEmpty(); ) {
                if (i < tasks && window.size() < WINDOW) {
                    int task = i++;
                    boolean sleeper = random.nextInt(3) == 0;
                    var result = sleeper
                            ? pool.applyAsync(() -> sleep(name, task))
                            : pool.applyAsync(() -> work(name, task));
                    window.add(new Running(task, sleeper, result));
                    if (window.size() < WINDOW && i < tasks && random.nextInt(4) > 0) continue;
                }
                var next = window.poll();
                if (next == null) continue;
                pause(random);
                if (next.sleeper || random.nextBoolean()) {
                    if (next.result.cancel(true)) cancelled.set(next.task);
                }
                take(next.task, next.result, cancelled.get(next.task), ledger);
            }
            // Every interrupt has been delivered when the workers have come to these.
            for (int i = 0; i < 10; i++) pool.apply(() -> Thread.currentThread().isInterrupted());
            account(ledger, journal, cancelled, tasks);
            long lost = pool.snapshot().workersLost();
            ledger.set("workers lost", lost);
            ledger.promise(lost == 0, "no interrupt is lost, so no worker has to be killed", lost);
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static void pause(Random random) {
        int micros = random.nextInt(600);
        if (micros < 200) return;
        long start = System.nanoTime();
        while (System.nanoTime() - start < micros * 1000L) Thread.onSpinWait();
    }

    private static long[] sleep(String journal, int task) throws Exception {
        var notes = Journal.at(journal);
        notes.start(task);
        try {
            Thread.sleep(120_000);
        } catch (InterruptedException e) {
            notes.interrupted(task);
            notes.end(task);
            throw e;
        }
        return new long[] {task, -1};
    }

    private static long[] work(String journal, int task) throws Exception {
        var notes = Journal.at(journal);
        if (Thread.interrupted()) notes.interrupted(task);
        notes.start(task);
        long start = System.nanoTime();
        long nanos = Math.floorMod(Payload.value(task), 300_000L);
        while (System.nanoTime() - start < nanos) if (Thread.interrupted()) notes.interrupted(task);
        notes.end(task);
        return new long[] {task, Payload.value(task)};
    }

    private static void take(int task, AsyncResult<long[]> result, boolean cancelled, Ledger ledger) throws Exception {
        try {
            long[] value = result.get(Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            ledger.add("ended with a value", 1);
            ledger.promise(
                    !cancelled && value[1] == Payload.value(task), "only what was not cancelled has a value", task);
        } catch (CancellationException e) {
            ledger.add("cancelled", 1);
            ledger.promise(cancelled, "only what was cancelled is cancelled", task);
        } catch (ExecutionException e) {
            ledger.broken("task " + task + " failed: " + e.getCause());
        }
    }

    private static void account(Ledger ledger, Journal journal, BitSet cancelled, int tasks) {
        long stray = 0;
        long running = 0;
        long never = 0;
        for (int task = 0; task < tasks; task++) {
            int interrupts = journal.interrupts(task);
            if (!cancelled.get(task)) stray += interrupts;
            else if (journal.starts(task) == 0) never++;
            else running++;
            if (interrupts > 1) ledger.broken("task " + task + " was interrupted " + interrupts + " times");
            if (journal.starts(task) != journal.ends(task))
                ledger.broken("task " + task + " was started and did not end");
        }
        ledger.set("submitted", tasks);
        ledger.set("cancelled before their start", never);
        ledger.set("cancelled after their start", running);
        ledger.set("stray interrupts", stray);
        ledger.promise(stray == 0, "no interrupt hits a task that was not cancelled", stray);
        journal.account(ledger, 1);
    }
}
