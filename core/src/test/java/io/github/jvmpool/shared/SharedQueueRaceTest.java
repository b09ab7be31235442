package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four processes and this one do whatever comes to mind with one queue: nothing is lost, nothing comes twice, each producer's order holds. */
@Timeout(60)
class SharedQueueRaceTest {
    private static final int PROCESSES = 4;
    private static final int OPERATIONS = Integer.getInteger("jvmpool.test.operations", 1500);

    private static Pool pool;

    @BeforeAll
    static void open() {
        pool = Pool.of(PROCESSES);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** What one process has put (so many) and got, in its order: producer * 1,000,000 + number. */
    record Log(int put, List<Integer> got) implements java.io.Serializable {}

    private static void interruptSoon(Random random) {
        var thread = Thread.currentThread();
        int spins = random.nextInt(3000);
        new Thread(() -> {
                    for (int i = 0; i < spins; i++) Thread.onSpinWait();
                    thread.interrupt();
                })
                .start();
    }

    private static boolean awaitInterrupt() {
        while (!Thread.interrupted()) Thread.onSpinWait();
        return true;
    }

    static Log play(SharedQueue<Integer> queue, int producer, long seed, int operations) throws Exception {
        var random = new Random(seed);
        int number = 0;
        List<Integer> got = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            int next = producer * 1_000_000 + number;
            int chance = random.nextInt(100);
            if (chance < 25) {
                if (queue.offer(next)) number++;
            } else if (chance < 40) {
                if (queue.offer(next, random.nextInt(300), TimeUnit.MICROSECONDS)) number++;
            } else if (chance < 50) {
                // A burst, as far as there is room.
                for (int j = random.nextInt(30); j > 0; j--)
                    if (queue.offer(producer * 1_000_000 + number, 50, TimeUnit.MICROSECONDS)) number++;
            } else if (chance < 53) {
                interruptSoon(random);
                try {
                    queue.put(next);
                    number++;
                    awaitInterrupt();
                } catch (InterruptedException nothingWasPut) {
                    // its number is still free
                }
            } else if (chance < 56) {
                interruptSoon(random);
                try {
                    got.add(queue.take());
                    awaitInterrupt();
                } catch (InterruptedException nothingWasTaken) {
                    // somebody else will get it
                }
            } else if (chance < 58) {
                queue.drainTo(got, random.nextInt(20));
            } else if (chance < 60) {
                if (queue.size() < 0 || queue.remainingCapacity() < 0) throw new AssertionError("below nothing");
                queue.peek();
            } else if (chance < 80) {
                Integer taken = queue.poll();
                if (taken != null) got.add(taken);
            } else if (chance < 90) {
                Integer taken = queue.poll(random.nextInt(300), TimeUnit.MICROSECONDS);
                if (taken != null) got.add(taken);
            } else {
                for (int j = random.nextInt(30); j > 0; j--) {
                    Integer taken = queue.poll();
                    if (taken != null) got.add(taken);
                }
            }
        }
        return new Log(number, got);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 0})
    void nothingIsLostAndNothingComesTwice(int capacity) throws Exception {
        long seed = Long.getLong("jvmpool.test.seed", new Random().nextLong());
        System.out.println("SharedQueueRaceTest capacity " + capacity + " seed " + seed);
        SharedQueue<Integer> queue = SharedQueue.create(capacity);
        int operations = OPERATIONS;
        var logs =
                pool.mapAsync(producer -> play(queue, producer, seed + producer, operations), List.of(0, 1, 2, 3), 1);
        Log own = play(queue, PROCESSES, seed + PROCESSES, operations);
        List<Log> all = new ArrayList<>(logs.get(50, TimeUnit.SECONDS));
        all.add(own);
        List<Integer> rest = new ArrayList<>();
        queue.drainTo(rest);

        Map<Integer, Integer> times = new HashMap<>();
        for (Log log : all) for (int each : log.got) times.merge(each, 1, Integer::sum);
        for (int each : rest) times.merge(each, 1, Integer::sum);
        for (int producer = 0; producer <= PROCESSES; producer++) {
            for (int i = 0; i < all.get(producer).put; i++)
                assertThat(times.remove(producer * 1_000_000 + i))
                        .as("item %d of producer %d, seed %d", i, producer, seed)
                        .isEqualTo(1);
        }
        assertThat(times).as("items that nobody has put, seed %d", seed).isEmpty();
        for (Log log : all) assertInOrder(log.got, seed);
        assertInOrder(rest, seed);
        assertThat(queue).isEmpty();
        if (capacity > 0) assertThat(queue.remainingCapacity()).isEqualTo(capacity);
        queue.close();
    }

    private static void assertInOrder(List<Integer> got, long seed) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int each : got) {
            Integer before = last.put(each / 1_000_000, each);
            assertThat(before == null || before < each)
                    .as("%s before %s, seed %d", before, each, seed)
                    .isTrue();
        }
    }

    @Test
    void joinTasksWaitsForAllThatWasPutBefore() throws Exception {
        try (SharedQueue<Integer> queue = SharedQueue.create();
                SharedLong done = SharedLong.create()) {
            var consumers = pool.applyAsync(() -> {
                for (int next = queue.take(); next >= 0; next = queue.take()) {
                    done.incrementAndGet();
                    queue.taskDone();
                }
            });
            long expected = 0;
            for (int round = 0; round < 200; round++) {
                pool.apply(() -> {
                    for (int i = 0; i < 3; i++) queue.put(i);
                });
                expected += 3;
                queue.joinTasks();
                assertThat(done.get()).isEqualTo(expected);
            }
            queue.put(-1);
            consumers.get(20, TimeUnit.SECONDS);
        }
    }
}
