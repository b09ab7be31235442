package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Rounds of many threads that call one pool at random until one of them ends it (F19). Every future must be done within thirty
 * seconds of the last progress, or all threads are dumped.
 */
final class ApiScenario implements Scenario {
    private static final int CALLS = 30;
    private static final int SECONDS = 30;

    @Override
    public String name() {
        return "api";
    }

    @Override
    public String about() {
        return "many threads make random calls of a pool: submit, cancel, resize, close (--threads, --tasks: the rounds)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int rounds = trial.scale().tasks(8, 1_000);
        int threads = trial.scale().threads(16, 64);
        for (int round = 0; round < rounds; round++) {
            if (!new Round(trial, trial.seed() + round, threads).run()) return;
            trial.ledger().add("rounds", 1);
        }
    }

    /** One pool from its making to its end. */
    private static final class Round {
        private final Ledger ledger;
        private final long seed;
        private final int threads;
        private final Pool pool;
        private final AtomicInteger callbacks = new AtomicInteger();
        private final AtomicInteger withCallbacks = new AtomicInteger();
        private final ConcurrentLinkedQueue<AsyncResult<?>> futures = new ConcurrentLinkedQueue<>();

        Round(Trial trial, long seed, int threads) {
            this.ledger = trial.ledger();
            this.seed = seed;
            this.threads = threads;
            var random = new Random(seed);
            var builder = trial.pool(1 + random.nextInt(3)).killGrace(Duration.ofMillis(20));
            if (random.nextBoolean()) builder.maxPending(1 + random.nextInt(20));
            if (random.nextInt(4) == 0) builder.maxTasksPerChild(100 + random.nextInt(300));
            if (random.nextInt(4) == 0) builder.spares(1);
            if (random.nextInt(4) == 0) builder.idleTimeout(Duration.ofMillis(1 + random.nextInt(20)));
            this.pool = builder.build();
        }

        boolean run() throws InterruptedException {
            var done = new CountDownLatch(threads);
            for (int i = 0; i < threads; i++) {
                var random = new Random(seed * 31 + i);
                var thread = new Thread(() -> callAll(random, done), "chaos caller " + i);
                thread.setDaemon(true);
                thread.start();
            }
            String before = "";
            while (!done.await(SECONDS, TimeUnit.SECONDS)) {
                String now = progress(done);
                if (now.equals(before)) return hangs("calls do not return");
                before = now;
            }
            var end = new Random(seed + 1).nextBoolean();
            if (end) pool.terminate();
            else pool.shutdown();
            if (!pool.join(Duration.ofSeconds(SECONDS))) return hangs("the pool does not end");
            for (var future : futures)
                if (!future.await(Duration.ofSeconds(SECONDS))) return hangs("a future is never done");
            long start = System.nanoTime();
            while (callbacks.get() < withCallbacks.get() && System.nanoTime() - start < 5_000_000_000L)
                Thread.onSpinWait();
            ledger.promise(
                    callbacks.get() == withCallbacks.get(),
                    "every callback runs once",
                    callbacks.get() + " of " + withCallbacks.get());
            var counts = pool.snapshot();
            ledger.promise(
                    counts.submitted() == counts.completed() + counts.failed() + counts.cancelled(),
                    "the snapshot's submitted = completed + failed + cancelled",
                    "round of seed " + seed,
                    counts);
            return true;
        }

        private String progress(CountDownLatch done) {
            var counts = pool.snapshot();
            return done.getCount() + " " + counts.completed() + " " + counts.failed() + " " + counts.cancelled();
        }

        private boolean hangs(String what) {
            ledger.broken(what + " in the round of seed " + seed + ": " + pool.snapshot() + Watchdog.dump());
            pool.terminate();
            return false;
        }

        private void callAll(Random random, CountDownLatch done) {
            try {
                for (int i = 0; i < CALLS; i++) {
                    try {
                        call(random);
                        ledger.add("calls that returned", 1);
                    } catch (RejectedExecutionException
                            | PoolException
                            | TimeoutException
                            | IllegalStateException expected) {
                        ledger.add("calls that threw what they may", 1);
                    } catch (ExecutionException | CompletionException e) {
                        ledger.add("calls that failed", 1);
                        check(e.getCause());
                    }
                    if (Thread.interrupted()) ledger.add("callers interrupted", 1);
                }
            } catch (Exception | Error e) {
                ledger.broken("a call in the round of seed " + seed + " threw " + e);
            } finally {
                done.countDown();
            }
        }

        private void check(@org.jspecify.annotations.Nullable Throwable cause) {
            boolean known = cause instanceof PoolException || cause instanceof CancellationException;
            if (!known) ledger.broken("a future in the round of seed " + seed + " failed with " + cause);
        }

        private void call(Random random) throws Exception {
            int number = random.nextInt(1000);
            switch (random.nextInt(20)) {
                case 0, 1, 2 -> expect(number, pool.apply(x -> x + 1, number) - 1);
                case 3, 4 -> {
                    var result = keep(pool.applyAsync(() -> pause(number)));
                    if (random.nextBoolean()) result.cancel(random.nextBoolean());
                }
                case 5 -> {
                    withCallbacks.incrementAndGet();
                    try {
                        keep(pool.applyAsync(
                                () -> number, x -> callbacks.incrementAndGet(), x -> callbacks.incrementAndGet()));
                    } catch (RuntimeException refused) {
                        withCallbacks.decrementAndGet();
                        throw refused;
                    }
                }
                case 6 -> {
                    var items = IntStream.range(0, number / 10).boxed().toList();
                    var values = pool.map(x -> x * 2, items);
                    for (int i = 0; i < items.size(); i++) expect(2 * i, values.get(i));
                }
                case 7 ->
                    keep(pool.mapAsync(
                            x -> x * 2, IntStream.range(0, number / 4).boxed().toList(), 1 + number % 7));
                case 8, 9 -> {
                    var items = IntStream.range(0, number / 3).boxed().toList();
                    try (var results =
                            random.nextBoolean() ? pool.imap(x -> x, items) : pool.imapUnordered(x -> x, items, 3)) {
                        for (int i = random.nextInt(50); i > 0 && results.hasNext(); i--)
                            results.next(Duration.ofSeconds(20));
                    }
                }
                case 10 -> pool.resize(1 + random.nextInt(4));
                case 11 -> {
                    var counts = pool.snapshot();
                    ledger.promise(counts.pending() >= 0, "no count is negative", counts);
                }
                case 12 -> keep(pool.applyAsync(() -> haltIf(number % 4 == 0)));
                case 13 ->
                    keep(pool.withTimeout(Duration.ofMillis(1 + number % 20)).applyAsync(() -> pause(number)));
                case 14 -> {
                    Thread.currentThread().interrupt();
                    pool.apply(() -> number);
                }
                case 15 -> pool.asExecutorService().submit(() -> number).get(20, TimeUnit.SECONDS);
                case 16 -> pool.asExecutorService().invokeAny(List.of(() -> number, () -> number + 1));
                case 17 -> keep(pool.withRetries(2).applyAsync(() -> sometimesDie(number)));
                case 18 ->
                    keep(pool.applyAsync(() -> number))
                            .thenApply(x -> pool.snapshot())
                            .get(20, TimeUnit.SECONDS);
                default -> end(random);
            }
        }

        /** Now and then: most calls are to find the pool open. */
        private void end(Random random) throws Exception {
            int threshold = threads * CALLS / 20;
            switch (random.nextInt(Math.max(8, 6 * threshold / 4))) {
                case 0 -> pool.close();
                case 1 -> pool.terminate();
                case 2 -> pool.shutdown();
                case 3 -> pool.asExecutorService().shutdownNow();
                case 4 -> keep(pool.applyAsync(() -> 1, x -> pool.close(), x -> {}));
                default -> keep(pool.applyAsync(() -> 1));
            }
        }

        private <R> AsyncResult<R> keep(AsyncResult<R> result) {
            futures.add(result);
            return result;
        }

        private void expect(int wanted, int seen) {
            ledger.promise(wanted == seen, "values are right", wanted, seen);
        }

        private static int pause(int number) throws InterruptedException {
            Thread.sleep(number % 10);
            return number;
        }

        private static void haltIf(boolean really) {
            if (really) Runtime.getRuntime().halt(3);
        }

        private static int sometimesDie(int number) {
            if (number % 10 == 0) Runtime.getRuntime().halt(1);
            return number;
        }
    }
}
