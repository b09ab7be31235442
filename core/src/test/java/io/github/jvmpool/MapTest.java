package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
class MapTest {
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

    @Test
    void keepsTheOrderOfItemsWhateverTheirNumberAndTheChunkSize() {
        for (int n : new int[] {1, 2, 63, 64, 65, 129, 5_000, 70_000}) {
            var items = IntStream.range(0, n).boxed().toList();
            var expected = IntStream.range(1, n + 1).boxed().toList();

            assertThat(pool.map(x -> x + 1, items)).isEqualTo(expected);
            assertThat(pool.map(x -> x + 1, notACollection(items))).isEqualTo(expected);
            assertThat(pool.map(x -> x + 1, items, 7)).isEqualTo(expected);
        }
    }

    private static <T> Iterable<T> notACollection(List<T> items) {
        return () -> items.iterator();
    }

    @Test
    void givesAListThatMayHoldNullsAndBeChanged() {
        List<Integer> list = pool.map(x -> null, Arrays.asList(1, null));

        list.add(3);

        assertThat(list).containsExactly(null, null, 3);
    }

    @Test
    void startsNoWorkerForAnEmptyInput() {
        assertThat(pool.map(x -> x, List.of())).isEmpty();
        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Test
    void passesTheArgumentsOfStarmap() {
        assertThat(pool.starmap(Math::addExact, List.of(Args.of(1, 2), Args.of(3, 4))))
                .containsExactly(3, 7);
        assertThat(pool.starmap((a, b, c) -> a + b + c, List.of(Args.of("a", "b", "c"))))
                .containsExactly("abc");
        assertThat(pool.starmapAsync(Math::addExact, List.of(Args.of(1, 2)), 1).join())
                .containsExactly(3);
    }

    @Test
    void throwsTheFirstFailureInItemOrderAfterAllItemsWereTried() {
        var gate = this.gate;

        var failure = catchThrowable(() -> pool.map(
                x -> {
                    gate.mark("tried");
                    if (x == 3) throw new IllegalStateException("3");
                    if (x == 5) throw new IOException("5");
                    return x;
                },
                IntStream.range(0, 20).boxed().toList()));

        assertThat(failure).isExactlyInstanceOf(IllegalStateException.class).hasMessage("3");
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(TaskException.class);
        assertThat(failure.getSuppressed()[0]).hasRootCauseExactlyInstanceOf(IOException.class);
        assertThat(gate.marks("tried")).isEqualTo(20);
    }

    @Test
    void attachesAHundredOtherFailuresAndCountsTheRest() {
        var failure = catchThrowable(() -> pool.map(
                x -> {
                    throw new IllegalStateException("item " + x);
                },
                IntStream.range(0, 1000).boxed().toList()));

        assertThat(failure).hasMessage("item 0");
        assertThat(failure.getSuppressed()).hasSize(101);
        assertThat(failure.getSuppressed()[99]).hasMessage("item 100");
        assertThat(failure.getSuppressed()[100]).hasMessage("899 more items failed");
    }

    @Test
    void letsAnExceptionOfTheInputThroughAndCancelsWhatWasSubmitted() {
        Iterable<Integer> input = () -> IntStream.range(0, 100)
                .map(i -> {
                    if (i == 50) throw new UnsupportedOperationException("input");
                    return i;
                })
                .iterator();

        assertThatThrownBy(() -> pool.map(x -> x, input))
                .isExactlyInstanceOf(UnsupportedOperationException.class)
                .hasMessage("input");
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }

    @Test
    void refusesNullsAndChunkSizesBelowOne() {
        assertThatThrownBy(() -> pool.map((Fn<Integer, Integer>) null, List.of(1)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.map(x -> x, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chunksize must be at least 1, was 0");
        assertThatThrownBy(() -> pool.imap(x -> x, List.of(1), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void interruptedWhileItWaitsItCancelsAndKeepsTheFlag() throws Exception {
        var gate = this.gate;
        for (Runnable call : List.<Runnable>of(
                () -> pool.apply(() -> {
                    gate.mark("running");
                    gate.pass();
                }),
                () -> pool.map(
                        x -> {
                            gate.mark("running");
                            gate.pass();
                            return x;
                        },
                        List.of(1, 2)),
                () -> pool.imap(
                                x -> {
                                    gate.mark("running");
                                    gate.pass();
                                    return x;
                                },
                                List.of(1, 2))
                        .next())) {
            var failure = new AtomicReference<Throwable>();
            var flag = new AtomicBoolean();
            long before = gate.marks("running");
            var caller = new Thread(() -> {
                failure.set(catchThrowable(call::run));
                flag.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            gate.awaitMarks("running", before + 1);

            caller.interrupt();
            caller.join();

            assertThat(failure.get()).isInstanceOf(CancellationException.class);
            assertThat(flag).isTrue();
            await().until(() -> pool.snapshot().workers().stream().allMatch(worker -> worker.inFlight() == 0));
        }
    }

    @Test
    void doesNotStartACallOfAnInterruptedThread() {
        var gate = this.gate;
        Thread.currentThread().interrupt();

        var failure = catchThrowable(() -> pool.apply(() -> gate.mark("ran")));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure).isInstanceOf(CancellationException.class);
        assertThat(gate.marks("ran")).isZero();
    }

    @Test
    void tellsProgressOfEveryItemBeforeTheResultIsThere() {
        var updates = Collections.synchronizedList(new ArrayList<Progress.Update>());

        pool.withProgress(updates::add)
                .withLabel("squares")
                .map(x -> x * x, IntStream.range(0, 500).boxed().toList());

        var last = updates.get(updates.size() - 1);
        assertThat(last.done()).isEqualTo(500);
        assertThat(last.total()).hasValue(500);
        assertThat(last.label()).contains("squares");
        assertThat(updates).extracting(Progress.Update::done).isSorted();
    }

    @Test
    void passesOnWhatATaskReports() {
        var updates = Collections.synchronizedList(new ArrayList<Progress.Update>());

        pool.withProgress(updates::add).apply(() -> {
            Progress.report(1, 2);
            Progress.message("half");
            Progress.report(2, 2);
        });

        assertThat(updates).last().satisfies(update -> {
            assertThat(update.done()).isEqualTo(2);
            assertThat(update.total()).hasValue(2);
        });
    }

    @Test
    void retriesWhatItIsAskedTo() {
        var gate = this.gate;
        var options = TaskOptions.defaults().withRetries(2).withRetryOn(IOException.class);

        int value = pool.with(options).apply(() -> {
            gate.mark("start");
            if (gate.marks("start") < 3) throw new IOException("again");
            return 9;
        });

        assertThat(value).isEqualTo(9);
        assertThat(gate.marks("start")).isEqualTo(3);
        assertThat(pool.snapshot().retried()).isEqualTo(2);
        assertThatThrownBy(() -> pool.with(options).apply(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsAnItemThatExceedsItsTimeAloneAndGoesOn() {
        var gate = this.gate;

        var failure = catchThrowable(() -> pool.withTimeout(Duration.ofMillis(1_200))
                .map(
                        x -> {
                            if (x == 2) while (gate.marks("open") == 0) Thread.onSpinWait();
                            return x;
                        },
                        List.of(1, 2, 3)));

        assertThat(failure).isInstanceOf(TaskTimeoutException.class);
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(pool.map(x -> x, List.of(1, 2, 3, 4))).containsExactly(1, 2, 3, 4);
        gate.open();
    }
}
