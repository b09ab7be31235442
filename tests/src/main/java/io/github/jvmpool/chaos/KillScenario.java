package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Fn;
import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolOperations;
import io.github.jvmpool.ResultIterator;
import io.github.jvmpool.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Tasks by the thousand, in every way a pool offers, while random workers are killed (F1, F2; with retries F3).
 *
 * <p>Threads of the harness take batches of task numbers and submit each in a way that is drawn: futures, callbacks, a map, or one of
 * the iterators.
 */
final class KillScenario implements Scenario {
    private static final int SUBMITTERS = 3;
    private static final int MOST_IN_BATCH = 2_000;
    private static final int MOST_MICROS = 60;

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public String about() {
        return "kills random workers while tasks run (--tasks, --every, --retries, --processes)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(30_000, 1_000_000);
        Duration every = trial.scale().every(Duration.ofMillis(200), Duration.ofMillis(500));
        int retries = trial.scale().retries(0);
        var ledger = trial.ledger();
        try (var journal = Journal.create(tasks);
                Pool pool = trial.pool(trial.scale().processes(2)).build()) {
            Tally tally;
            long[] recovery;
            try (var killer = new WorkerKiller(pool, every, new Random(trial.seed() + 1)).start()) {
                tally = new Tally(ledger, killer, tasks);
                submitAll(trial, pool, retries == 0 ? pool : pool.withRetries(retries), journal, tally, tasks);
                recovery = killer.account(ledger);
            }
            tally.account();
            journal.account(ledger, 1 + retries);
            accountEnds(ledger, journal, tally, tasks);
            if (retries == 0)
                ledger.promise(
                        tally.failures() <= ledger.count("kills"),
                        "at most one failed future per kill",
                        tally.failures());
            else ledger.promise(tally.failures() == 0, "with retries every task succeeds", tally.failures());
            boolean time = every.toMillis() >= 500;
            ledger.promise(!time || recovery[0] <= 500, "the median recovery takes at most 500 ms", recovery[0]);
            ledger.promise(!time || recovery[1] <= 2_000, "recovery takes at most 2 s (p99)", recovery[1]);
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static void accountEnds(Ledger ledger, Journal journal, Tally tally, int tasks) {
        long neverStarted = 0;
        long finished = 0;
        for (int task = 0; task < tasks; task++) {
            if (journal.starts(task) == 0) neverStarted++;
            finished += journal.ends(task);
        }
        ledger.set("lost between claim and first instruction", neverStarted);
        // A task whose last instruction ran may still be lost if its worker dies before the result is in the ring.
        ledger.set("came to their last instruction", finished);
        ledger.promise(neverStarted <= tally.failures(), "no task has a value that was never started", neverStarted);
    }

    private static void submitAll(Trial trial, Pool pool, PoolOperations calls, Journal journal, Tally tally, int tasks)
            throws InterruptedException {
        var next = new AtomicInteger();
        var done = new CountDownLatch(SUBMITTERS);
        for (int i = 0; i < SUBMITTERS; i++) {
            var random = new Random(trial.seed() + 10 + i);
            var thread = new Thread(
                    () -> {
                        try {
                            while (true) {
                                int count = 1 + random.nextInt(MOST_IN_BATCH);
                                int first = next.getAndAdd(count);
                                if (first >= tasks) break;
                                var batch =
                                        new Batch(calls, journal.name(), tally, first, Math.min(tasks, first + count));
                                batch.run(random);
                            }
                        } catch (Exception | Error e) {
                            trial.ledger().broken("a thread that submits could not go on: " + e);
                        } finally {
                            done.countDown();
                        }
                    },
                    "chaos submitter");
            thread.setDaemon(true);
            thread.start();
        }
        if (!done.await(20, TimeUnit.MINUTES)) trial.ledger().broken("the pool hangs: " + pool.snapshot());
    }

    /** Tasks {@code first} … {@code end - 1}, submitted in one way. */
    private record Batch(PoolOperations calls, String journal, Tally tally, int first, int end) {
        void run(Random random) throws Exception {
            int chunk = 1 + random.nextInt(40);
            switch (random.nextInt(5)) {
                case 0 -> futures();
                case 1 -> callbacks();
                case 2 -> map(random.nextBoolean() ? 0 : chunk);
                case 3 -> iterate(calls.imap(work(), items(), chunk), true);
                default -> iterate(calls.imapUnordered(work(), items(), chunk), false);
            }
        }

        private Fn<Integer, long[]> work() {
            return Payload.tasks(journal, MOST_MICROS);
        }

        private List<Integer> items() {
            return IntStream.range(first, end).boxed().toList();
        }

        private void futures() throws Exception {
            List<AsyncResult<long[]>> all = new ArrayList<>();
            for (int i = first; i < end; i++) {
                all.add(calls.applyAsync(work(), i));
            }
            for (int i = first; i < end; i++) take(i, all.get(i - first));
        }

        private void take(int task, AsyncResult<long[]> result) throws Exception {
            try {
                tally.value(task, result.get(Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                tally.failure(task, e.getCause() == null ? e : e.getCause());
            }
        }

        /** The callbacks do the counting here: none may come twice, none may be missing. */
        private void callbacks() throws Exception {
            List<AsyncResult<long[]>> all = new ArrayList<>();
            for (int i = first; i < end; i++) {
                int task = i;
                all.add(calls.applyAsync(
                        Payload.task(journal, task, MOST_MICROS),
                        result -> tally.value(task, result),
                        failure -> tally.failure(task, failure)));
            }
            for (var each : all) each.await(Trial.PATIENCE);
        }

        private void map(int chunk) throws Exception {
            var result = chunk == 0 ? calls.mapAsync(work(), items()) : calls.mapAsync(work(), items(), chunk);
            try {
                var values = result.get(Trial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                for (int i = first; i < end; i++) tally.value(i, values.get(i - first));
            } catch (ExecutionException e) {
                Throwable failure = e.getCause() == null ? e : e.getCause();
                tally.failure(failure);
                for (var other : failure.getSuppressed()) tally.failure(other);
                // That all were tried, the journal knows.
                tally.withheld(end - first - 1 - failure.getSuppressed().length);
                for (int i = first; i < end; i++) tally.end(i);
            }
        }

        private void iterate(ResultIterator<long[]> results, boolean ordered) throws Exception {
            int failures = 0;
            for (int i = first; i < end; i++) {
                try {
                    var result = results.next(Trial.PATIENCE);
                    tally.value(ordered ? i : (int) result[0], result);
                } catch (WorkerLostException lost) {
                    if (ordered) tally.failure(i, lost);
                    else tally.failure(lost);
                    failures++;
                } catch (TimeoutException | NoSuchElementException e) {
                    throw new IllegalStateException("an iterator has no result for item " + (i - first), e);
                }
            }
            if (results.hasNext()) throw new IllegalStateException("an iterator has too many results");
            if (!ordered) attribute(failures);
        }

        /** The failures of an unordered iterator do not tell whose they are: they must be as many as are missing. */
        private void attribute(int failures) {
            int missing = 0;
            for (int task = first; task < end; task++) {
                if (tally.hasEnded(task)) continue;
                missing++;
                tally.end(task);
            }
            if (missing != failures)
                throw new IllegalStateException(failures + " failures, but " + missing + " missing");
        }
    }
}
