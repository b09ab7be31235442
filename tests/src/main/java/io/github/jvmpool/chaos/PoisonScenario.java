package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Tasks that end every worker they come to, among a hundred times as many good ones, all with retries (F4). */
final class PoisonScenario implements Scenario {
    private static final List<Fault> POISONS =
            List.of(Fault.SEGMENTATION_FAULT, Fault.HALT, Fault.EXIT_0, Fault.OUT_OF_HEAP, Fault.ABORT, Fault.KILLED);

    @Override
    public String name() {
        return "poison";
    }

    @Override
    public String about() {
        return "one task in a hundred ends every worker it comes to, three times (--tasks, --retries)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(600, 10_000);
        int retries = trial.scale().retries(2);
        int processes = trial.scale().processes(2);
        Set<Integer> poisoned = new TreeSet<>();
        while (poisoned.size() < tasks / 100) poisoned.add(trial.random().nextInt(tasks));

        var ledger = trial.ledger();
        try (var journal = Journal.create(tasks);
                Pool pool = trial.pool(processes).maxHeap("24m").build()) {
            var calls = pool.withRetries(retries);
            String name = journal.name();
            List<AsyncResult<long[]>> results = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                int task = i;
                var poison = POISONS.get(i % POISONS.size());
                results.add(
                        poisoned.contains(i)
                                ? calls.applyAsync(() -> swallow(name, task, poison))
                                : calls.applyAsync(() -> Payload.work(name, task, 300)));
            }
            int good = 0;
            int failed = 0;
            for (int task = 0; task < tasks; task++) {
                if (check(task, poisoned.contains(task), results.get(task), ledger)) good++;
                else failed++;
            }
            ledger.set("submitted", tasks);
            ledger.set("ended with a value", good);
            ledger.set("ended with a failure", failed);
            journal.account(ledger, 1 + retries);
            for (int task = 0; task < tasks; task++) {
                int starts = poisoned.contains(task) ? 1 + retries : 1;
                if (journal.starts(task) != starts)
                    ledger.broken(
                            "task " + task + " was started " + journal.starts(task) + " times instead of " + starts);
            }
            long most = (long) poisoned.size() * (1 + retries) + processes;
            ledger.promise(
                    pool.snapshot().workersStarted() <= most,
                    "at most " + most + " workers are started",
                    pool.snapshot().workersStarted());
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static long[] swallow(String journal, int task, Fault poison) throws Exception {
        Journal.at(journal).start(task);
        poison.commit();
        return new long[0];
    }

    private static boolean check(int task, boolean poisoned, AsyncResult<long[]> result, Ledger ledger)
            throws Exception {
        try {
            long[] value = result.get(Trial.PATIENCE.toSeconds() * 10, TimeUnit.SECONDS);
            ledger.promise(!poisoned, "a poisoned task fails", task);
            ledger.promise(value[1] == Payload.value(task), "a good task's value is right", task);
            return true;
        } catch (ExecutionException e) {
            var poison = POISONS.get(task % POISONS.size());
            boolean told = e.getCause() instanceof WorkerLostException lost
                    && poisoned
                    && poison.loses().filter(reason -> reason == lost.reason()).isPresent();
            ledger.promise(told, "only poisoned tasks fail, as " + poison, task, e.getCause());
            return false;
        }
    }
}
