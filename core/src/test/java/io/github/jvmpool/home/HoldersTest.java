package io.github.jvmpool.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.Pool;
import io.github.jvmpool.shared.SharedLong;
import io.github.jvmpool.shared.SharedQueue;
import io.github.jvmpool.shared.SharedReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An object lives as long as somebody holds it or could come to, and no longer. */
@Timeout(60)
class HoldersTest {
    private static final Duration GRACE = Duration.ofMillis(200);

    private long before;

    @BeforeEach
    void hurry() {
        before = Home.grace;
        Home.grace = GRACE.toNanos();
    }

    @AfterEach
    void asBefore() {
        Home.grace = before;
    }

    private static void collect(Duration time) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20); // time itself is what is tested
        }
    }

    private static void awaitDropped(long object) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    System.gc();
                    return Home.own().hosted(object) == null;
                });
    }

    /** The number that the next object of this home will have. */
    private static long nextId() {
        return Home.own().add(new HostedEvent(), new Party("nobody")) + 1;
    }

    private static long make() {
        long id = nextId();
        SharedLong number = SharedLong.create(1);
        assertThat(number.get()).isEqualTo(1);
        return id;
    }

    @Test
    void whatNobodyHoldsIsDropped() {
        int size = Home.own().size();
        long id = make();

        awaitDropped(id);

        assertThat(Home.own().size()).isLessThanOrEqualTo(size + 1); // that of nobody
    }

    private static long putOneInto(SharedQueue<Object> queue) throws InterruptedException {
        long id = nextId();
        queue.put(SharedLong.create(7));
        return id;
    }

    @Test
    void whatLiesInAQueueLivesUntilItIsTaken() throws Exception {
        try (SharedQueue<Object> queue = SharedQueue.create()) {
            long id = putOneInto(queue);
            collect(GRACE.multipliedBy(3));
            assertThat(((SharedLong) queue.take()).get()).isEqualTo(7);

            awaitDropped(id);
        }
    }

    private static void putManyInto(SharedReference<List<SharedLong>> reference, int count) {
        List<SharedLong> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) numbers.add(SharedLong.create(i));
        reference.set(numbers);
    }

    @Test
    void howeverManyLieInAnObjectAllLive() throws Exception {
        try (SharedReference<List<SharedLong>> reference = SharedReference.create()) {
            putManyInto(reference, 300);
            collect(GRACE.multipliedBy(3));

            assertThat(reference.get().stream().mapToLong(SharedLong::get).sum())
                    .isEqualTo(300 * 299 / 2);

            Pool pool = Pool.of(1);
            pool.apply(() -> reference.set(reference.get())); // from another process likewise
            pool.close();
            collect(GRACE.multipliedBy(3));
            assertThat(reference.get().get(299).get()).isEqualTo(299);
        }
    }

    private static io.github.jvmpool.AsyncResult<Long> later(Pool pool) {
        SharedLong number = SharedLong.create(5);
        return pool.applyAsync(() -> number.get());
    }

    @Test
    void whatATaskNamesLivesUntilItHasRun() throws Exception {
        try (var pool = Pool.of(1);
                SharedQueue<Integer> gate = SharedQueue.create()) {
            pool.apply(() -> 0);
            var first = pool.applyAsync(() -> gate.take());
            var second = later(pool);
            collect(GRACE.multipliedBy(4));

            gate.put(1);

            assertThat(first.get()).isEqualTo(1);
            assertThat(second.get()).isEqualTo(5);
        }
    }

    @Test
    void whatAKilledProcessHeldIsDropped() throws Exception {
        long last = nextId();
        try (SharedQueue<Integer> gate = SharedQueue.create()) {
            var process = JvmProcess.builder(() -> {
                        List<SharedLong> held = new ArrayList<>();
                        for (int i = 0; i < 10; i++) held.add(SharedLong.create());
                        gate.put(1);
                        gate.take();
                        gate.take();
                        gate.put(held.size());
                    })
                    .daemon(true)
                    .build();
            process.start();
            gate.take();
            assertThat(Home.own().hosted(last + 10)).isNotNull();
            collect(GRACE.multipliedBy(2));
            assertThat(Home.own().hosted(last + 10)).isNotNull();

            process.kill();
            process.join();

            for (int i = 1; i <= 10; i++) awaitDropped(last + i);
        }
    }

    @Test
    void whatIsClosedIsForgottenByThoseWhoHeldIt() throws Exception {
        var party = new Party("somebody");
        long id = Home.own().add(new HostedEvent(), party);
        Home.own()
                .begin(
                        new Request(Home.own(), Protocol.HOME, Protocol.CLOSE)
                                .int64(id)
                                .out(),
                        0,
                        0,
                        Protocol.CLOSE);

        Home.own().drops(party, id, -1);

        assertThat(party.held()).isEmpty();
    }

    @Test
    void whatIsMadeForAProcessThatHasDiedMeanwhileIsDropped() {
        var party = new Party("somebody");
        Home.own().left(party);

        long id = Home.own().add(new HostedEvent(), party);

        awaitDropped(id);
    }
}
