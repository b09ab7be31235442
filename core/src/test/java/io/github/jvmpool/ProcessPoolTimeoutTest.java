package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Time limits of tasks in worker JVMs. */
@ExtendWith(NothingLeft.class)
class ProcessPoolTimeoutTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    private static Pool pool;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        pool = Pool.builder().processes(2).killGrace(Duration.ofMillis(100)).build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static long millis(Runnable code) {
        long begun = System.nanoTime();
        code.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    @Test
    void aTaskThatRunsTooLongEndsOnTime() {
        pool.apply(() -> 1);
        for (Task<Integer> fault : List.<Task<Integer>>of(Faults::sleep, Faults::hang, Faults::spin)) {
            var limited = pool.withTimeout(LIMIT).withLabel("endless");

            long took = millis(() -> {
                var failure = catchThrowableOfType(TaskTimeoutException.class, () -> limited.apply(fault));
                assertThat(failure.timeout()).isEqualTo(LIMIT);
                assertThat(failure)
                        .hasMessageContaining("endless")
                        .hasMessageContaining("worker-")
                        .hasMessageContaining("pid ")
                        .hasMessageContaining("0.3 s");
            });

            assertThat(took).isBetween(300L, 1_500L);
        }
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }

    @Test
    void aTaskThatHeedsItsInterruptKeepsItsWorker() {
        try (var one = Pool.of(1)) {
            long pid = one.apply(Faults::pid);

            assertThatThrownBy(() -> one.withTimeout(LIMIT).apply(Faults::sleep))
                    .isInstanceOf(TaskTimeoutException.class);

            assertThat(one.apply(Faults::pid)).isEqualTo(pid);
            assertThat(one.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
            assertThat(one.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void aTaskThatDoesNotLosesItAndOthersGoOn() {
        try (var one = Pool.builder().processes(1).killGrace(Duration.ZERO).build()) {
            long pid = one.apply(Faults::pid);
            var endless = one.withTimeout(LIMIT).applyAsync(Faults::spin);
            var behind = new ArrayList<AsyncResult<Long>>();
            for (int i = 0; i < 20; i++) behind.add(one.applyAsync(Faults::pid));

            assertThat(catchThrowable(endless::join)).hasCauseInstanceOf(TaskTimeoutException.class);
            for (var each : behind) assertThat(each.join()).isNotEqualTo(pid);
        }
    }

    @Test
    void timeCountsFromTheStartOfTheTask() {
        try (var one = Pool.of(1)) {
            var gate = Gate.in(directory);
            one.applyAsync(() -> {
                gate.mark("running");
                gate.pass();
            });
            gate.awaitMarks("running", 1);
            var waits = one.withTimeout(Duration.ofMillis(200)).applyAsync(() -> 1);

            assertThat(catchThrowable(() -> waits.get(400, TimeUnit.MILLISECONDS)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            gate.open();

            assertThat(waits.join()).isEqualTo(1);
        }
    }

    @Test
    void timeCountsPerItemInMap() {
        var items = IntStream.range(0, 12).boxed().toList();
        for (int chunksize : new int[] {1, 12}) {
            var results = pool.withTimeout(Duration.ofMillis(500))
                    .map(
                            x -> {
                                Thread.sleep(60);
                                return x;
                            },
                            items,
                            chunksize);

            assertThat(results).isEqualTo(items);
        }
    }

    @Test
    void oneItemOfAMapThatRunsTooLongFailsAlone() {
        var gate = Gate.in(directory);
        pool.map(x -> x, List.of(1, 2, 3, 4), 1);

        var failure = catchThrowable(() -> pool.withTimeout(Duration.ofMillis(1_200))
                .map(
                        x -> {
                            gate.mark("item" + x);
                            return x == 3 ? Faults.spin() : x;
                        },
                        IntStream.range(0, 10).boxed().toList(),
                        10));

        assertThat(failure).isInstanceOf(TaskTimeoutException.class).hasMessageContaining("item 3");
        assertThat(failure.getSuppressed()).isEmpty();
        for (int i = 0; i < 10; i++) assertThat(gate.marks("item" + i)).isEqualTo(1);
    }

    @Test
    void imapGoesOnAfterAnItemThatRanTooLong() {
        var results = pool.withTimeout(Duration.ofMillis(1_200))
                .imap(x -> x == 2 ? Faults.sleep() : x, List.of(0, 1, 2, 3, 4));

        assertThat(List.of(results.next(), results.next())).containsExactly(0, 1);
        assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);
        assertThat(List.of(results.next(), results.next())).containsExactly(3, 4);
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void thePoolsOwnLimitHoldsWhereNoneIsSaid() {
        try (var limited = Pool.builder().processes(1).timeout(LIMIT).build()) {
            assertThatThrownBy(() -> limited.apply(Faults::sleep)).isInstanceOf(TaskTimeoutException.class);
            int slow = limited.withTimeout(Duration.ofSeconds(20)).apply(() -> {
                Thread.sleep(450);
                return 1;
            });
            assertThat(slow).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatRanTooLongIsStartedAgainOnlyIfAskedFor() {
        var gate = Gate.in(directory);
        // The second start is in a new worker, whose loading of the task's classes counts.
        var limit = Duration.ofSeconds(2);
        var again = TaskOptions.defaults().withTimeout(limit).withRetries(1).withRetryOn(TaskTimeoutException.class);

        int value = pool.with(again).apply(() -> {
            gate.mark("start");
            return gate.marks("start") == 1 ? Faults.hang() : 4;
        });

        assertThat(value).isEqualTo(4);
        assertThat(gate.marks("start")).isEqualTo(2);
    }

    @Test
    void hundredsOfShortTasksWithALimitAreNotDisturbed() {
        var limited = pool.withTimeout(Duration.ofSeconds(5));
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 2_000; i++) {
            int item = i;
            results.add(limited.applyAsync(() -> item));
        }

        for (int i = 0; i < 2_000; i++) assertThat(results.get(i).join()).isEqualTo(i);
    }
}
