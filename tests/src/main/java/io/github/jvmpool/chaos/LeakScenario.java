package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Tasks that each leak a descriptor, a thread or memory: {@code maxOpenFiles} and {@code maxThreads} retire workers in time (F17). */
final class LeakScenario implements Scenario {
    private static final int MOST = 100;

    /** A third of the tasks leak a thread each. */
    private static final int TASKS_PER_WORKER = 3 * MOST;

    private static final List<Object> HOARD = new ArrayList<>();

    @Override
    public String name() {
        return "leaks";
    }

    @Override
    public String about() {
        return "tasks that leak descriptors, threads and memory in workers that may have " + MOST
                + " more of either (--tasks)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(1_500, 100_000);
        var ledger = trial.ledger();
        try (var journal = Journal.create(tasks);
                Pool pool = trial.pool(trial.scale().processes(2))
                        .maxHeap("32m")
                        .maxOpenFiles(MOST)
                        .maxThreads(MOST)
                        .build()) {
            String name = journal.name();
            var results = new ArrayList<AsyncResult<Integer>>();
            for (int task : IntStream.range(0, tasks).toArray()) results.add(pool.applyAsync(x -> leak(name, x), task));
            for (int task = 0; task < tasks; task++) {
                int value = results.get(task).get(10 * Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                ledger.promise(value == task, "values are right", task, value);
            }
            ledger.set("submitted", tasks);
            journal.account(ledger, 1);
            // Ten times as much as a worker may have is as many threads as some systems allow a user.
            long least = tasks / (10 * TASKS_PER_WORKER);
            long most = 2L * tasks / TASKS_PER_WORKER + 4;
            long started = pool.snapshot().workersStarted();
            ledger.promise(started > least && started <= most, "workers retire in time", started, least, most);
            ledger.promise(
                    pool.snapshot().workersLost() == 0,
                    "none is lost",
                    pool.snapshot().workersLost());
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static int leak(String journal, int task) throws Exception {
        Journal.at(journal).start(task);
        switch (task % 3) {
            case 0 -> HOARD.add(new FileInputStream("/dev/null"));
            case 1 -> {
                var thread = new Thread(() -> java.util.concurrent.locks.LockSupport.park(), "leaked");
                thread.start(); // not a daemon: it must not keep the worker from ending
            }
            default -> HOARD.add(new byte[10_000]);
        }
        return task;
    }
}
