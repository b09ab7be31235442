package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Tasks that never end and heed no interrupt, with a time limit (F9). */
final class LimitScenario implements Scenario {
    private static final List<Fault> ENDLESS =
            List.of(Fault.BACKTRACKING_REGEX, Fault.SWALLOWED_INTERRUPTS, Fault.COUNTED_LOOP, Fault.DEADLOCK);

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public String about() {
        return "tasks that never end: regex, loop, dead-lock, swallowed interrupts (--tasks, --every: the limit)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(16, 1_000);
        Duration limit = trial.scale().every(Duration.ofMillis(500), Duration.ofSeconds(1));
        Duration grace = limit.dividedBy(2);
        var ledger = trial.ledger();
        try (var journal = Journal.create(tasks);
                Pool pool = trial.pool(trial.scale().processes(4))
                        .timeout(limit)
                        .killGrace(grace)
                        .build()) {
            String name = journal.name();
            List<AsyncResult<Integer>> results = new ArrayList<>();
            List<CompletableFuture<Long>> doneAt = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int task = i;
                var fault = ENDLESS.get(i % ENDLESS.size());
                var result = pool.applyAsync(() -> run(name, task, fault));
                doneAt.add(result.handle((value, failure) -> System.nanoTime()));
                results.add(result);
            }
            int late = 0;
            long longest = 0;
            for (int task = 0; task < tasks; task++) {
                try {
                    ledger.broken(
                            "an endless task has a value: " + results.get(task).get(20, TimeUnit.MINUTES));
                } catch (ExecutionException e) {
                    boolean timeout = e.getCause() instanceof TaskTimeoutException;
                    ledger.promise(timeout, "an endless task ends with TaskTimeoutException", e.getCause());
                }
                // A limit may end a task in a worker that is still loading its classes.
                if (journal.starts(task) == 0) continue;
                long took = doneAt.get(task).join() - journal.startedAt(task);
                longest = Math.max(longest, took);
                // One second more, as in RELIABILITY.md, for the kill and a busy machine.
                boolean good = took <= limit.plus(grace).plusSeconds(1).toNanos();
                if (!good) late++;
                ledger.promise(good, "each is done a second after limit and grace at the latest", took / 1e9);
            }
            ledger.set("submitted", tasks);
            ledger.set("ended late", late);
            ledger.set("longest from start to end, seconds", Trial.seconds(longest));
            journal.account(ledger, 1);
            ledger.promise(pool.apply(() -> 6 * 7) == 42, "the pool works afterwards");
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static int run(String journal, int task, Fault fault) throws Exception {
        Journal.at(journal).start(task);
        fault.commit();
        return task;
    }
}
