package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PoolKind.class)
class ImapTest {
    @Parameter
    PoolKind kind;

    @TempDir
    Path directory;

    private Pool pool;
    private Gate gate;

    @BeforeEach
    void open() {
        pool = kind.open(2);
        gate = Gate.in(directory);
    }

    @AfterEach
    void close() throws InterruptedException {
        pool.terminate();
        pool.join(Duration.ofSeconds(10)); // a task may still write to the directory
    }

    private static Iterable<Integer> naturals(AtomicInteger taken) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return taken.getAndIncrement();
            }
        };
    }

    @Test
    void deliversInOrderForEveryChunkSize() {
        var items = IntStream.range(0, 20_000).boxed().toList();
        for (int chunksize : new int[] {1, 3, 100, 5_000}) {
            var results = pool.imap(x -> x + 1, items, chunksize).stream().toList();

            assertThat(results).isEqualTo(IntStream.range(1, 20_001).boxed().toList());
        }
    }

    @Test
    void deliversEveryResultOnceInAnyOrder() {
        var items = IntStream.range(0, 20_000).boxed().toList();

        var results = new ArrayList<Integer>();
        pool.imapUnordered(x -> x, items).forEachRemaining(results::add);

        assertThat(results).hasSize(20_000);
        assertThat(new HashSet<>(results)).hasSize(20_000);
    }

    @Test
    void deliversUnorderedResultsPastASlowOne() {
        var gate = this.gate;
        var results = pool.imapUnordered(
                x -> {
                    if (x == 0) gate.pass();
                    return x;
                },
                IntStream.range(0, 3_000).boxed().toList());

        for (int i = 1; i < 3_000; i++) assertThat(results.next()).isNotZero();
        gate.open();

        assertThat(results.next()).isZero();
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void theFeederNeverWaitsForMoreThanItHasTaken() {
        assertThat(ImapWork.resumeAt(9_457, 9_457)).isEqualTo(9_457);
        assertThat(ImapWork.resumeAt(9_456, 9_457)).isEqualTo(9_457);
        assertThat(ImapWork.resumeAt(0, ImapWork.WINDOW)).isEqualTo(ImapWork.WINDOW / 4);
    }

    @Test
    void takesNoMoreThanItsWindowAheadOfTheReader() {
        for (int chunksize : new int[] {1, 1_000, 10_000}) {
            var taken = new AtomicInteger();
            try (var results = pool.imap(x -> x, naturals(taken), chunksize)) {
                await().until(() -> taken.get() == ImapWork.WINDOW);
                for (int i = 0; i < 10_000; i++) {
                    assertThat(results.next()).isEqualTo(i);
                    assertThat(taken.get()).isLessThanOrEqualTo(i + 1 + ImapWork.WINDOW);
                }
            }
            int atClose = taken.get();
            await().during(Duration.ofMillis(50)).until(() -> taken.get() <= atClose + 1);
        }
    }

    @Test
    void givesTheExceptionOfTheInputAfterTheItemsBeforeIt() {
        Iterable<Integer> input = () -> IntStream.range(0, 10)
                .map(i -> {
                    if (i == 5) throw new UnsupportedOperationException("input");
                    return i;
                })
                .iterator();
        var results = pool.imap(x -> x, input, 3);

        for (int i = 0; i < 5; i++) assertThat(results.next()).isEqualTo(i);

        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(results::next).isInstanceOf(UnsupportedOperationException.class);
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void goesOnAfterAnItemThatFailed() {
        var results = pool.imap(
                x -> {
                    if (x == 1) throw new IllegalStateException("one");
                    return x == 2 ? null : x;
                },
                List.of(0, 1, 2, 3));

        assertThat(results.next()).isZero();
        assertThatThrownBy(results::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("one");
        assertThat(results.next()).isNull();
        assertThat(results.next()).isEqualTo(3);
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void staysUsableAfterATimeout() throws Exception {
        var gate = this.gate;
        var results = pool.imap(
                x -> {
                    gate.pass();
                    return x;
                },
                List.of(1, 2));

        assertThatThrownBy(() -> results.next(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
        gate.open();

        assertThat(results.next(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(results.next()).isEqualTo(2);
        assertThatThrownBy(() -> results.next(Duration.ofSeconds(1))).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void closeStopsTasksAndInterruptsABlockedInput() {
        var gate = this.gate;
        var never = new CountDownLatch(1);
        var interrupted = new AtomicBoolean();
        Iterable<Integer> input = () -> new Iterator<>() {
            int next;

            @Override
            public boolean hasNext() {
                if (next == 0) return true;
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
                return false;
            }

            @Override
            public Integer next() {
                return next++;
            }
        };
        var results = pool.imap(
                x -> {
                    gate.mark("started");
                    try {
                        gate.pass();
                    } catch (InterruptedException e) {
                        gate.mark("stopped");
                    }
                    return x;
                },
                input);
        gate.awaitMarks("started", 1);

        results.close();
        results.close();

        gate.awaitMarks("stopped", 1);
        await().untilTrue(interrupted);
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        pool.close();
    }

    @Test
    void streamClosesTheIterator() {
        var taken = new AtomicInteger();
        var results = pool.imap(x -> x, naturals(taken));
        try (var stream = results.stream()) {
            assertThat(stream.limit(3).toList()).containsExactly(0, 1, 2);
        }

        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void finishesWhatWasTakenWhenThePoolShutsDown() {
        var results = pool.imap(x -> x, IntStream.range(0, 10_000).boxed().toList());

        pool.shutdown();

        assertThat(results.stream().toList()).hasSize(10_000);
    }

    @Test
    void closeOfThePoolDoesNotWaitForAReaderThatNeverComes() {
        var taken = new AtomicInteger();
        var results = pool.imap(x -> x, naturals(taken));
        assertThat(results.next()).isZero();

        pool.close();

        assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.TERMINATED);
        assertThatThrownBy(() -> {
                    while (true) results.next();
                })
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }

    @Test
    void terminateWakesTheReader() {
        var gate = this.gate;
        var results = pool.imap(
                x -> {
                    gate.mark("started");
                    gate.pass();
                    return x;
                },
                naturals(new AtomicInteger()));
        gate.awaitMarks("started", 2);

        new Thread(pool::terminate).start();

        assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
    }

    @Test
    void stopsReadingWhenItIsDropped() {
        var taken = new AtomicInteger();
        drop(taken);

        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return Thread.getAllStackTraces().entrySet().stream()
                    .noneMatch(thread -> List.of(thread.getValue()).toString().contains("ImapWork.awaitRoom"));
        });
    }

    private void drop(AtomicInteger taken) {
        var results = pool.imap(x -> x, naturals(taken));
        results.next();
        await().until(() -> taken.get() > 4_000);
    }
}
