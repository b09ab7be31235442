package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PoolKind.class)
class AsyncResultTest {
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
    void isReadyOnlyAfterTheCallHasEnded() throws Exception {
        var gate = this.gate;
        var result = pool.applyAsync(() -> {
            gate.pass();
            return 7;
        });

        assertThat(result.ready()).isFalse();
        assertThatThrownBy(result::successful).isInstanceOf(IllegalStateException.class);
        assertThat(result.await(Duration.ofMillis(1))).isFalse();
        assertThatThrownBy(() -> result.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        gate.open();

        assertThat(result.await(Duration.ofSeconds(30))).isTrue();
        assertThat(result.successful()).isTrue();
        assertThat(result.get()).isEqualTo(7);
    }

    @Test
    void givesUncheckedFailuresAsThemselvesAndCheckedOnesInsideTaskException() {
        AsyncResult<Integer> unchecked = pool.applyAsync(() -> {
            throw new IllegalStateException("a");
        });
        AsyncResult<Integer> checked = pool.applyAsync(() -> {
            throw new IOException("b");
        });

        assertThatThrownBy(unchecked::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(unchecked::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThatThrownBy(checked::join)
                .hasCauseExactlyInstanceOf(TaskException.class)
                .hasRootCauseExactlyInstanceOf(IOException.class);
        assertThat(checked.successful()).isFalse();
    }

    @Test
    void showsWorkerFramesThenTheMarkerThenTheCallersFramesOnce() {
        AsyncResult<Integer> result = pool.applyAsync(AsyncResultTest::fail);

        var first = catchThrowable(result::join).getCause().getStackTrace();
        var second = catchThrowable(result::join).getCause().getStackTrace();

        assertThat(first[0].getMethodName()).isEqualTo("fail");
        int marker = 0;
        while (!Stacks.isMarker(first[marker])) marker++;
        assertThat(first[marker].toString()).contains("worker-").contains("pid ");
        assertThat(first[marker + 1].getClassName())
                .doesNotContain("AsyncResult$")
                .doesNotContain("WorkResult");
        assertThat(List.of(first)).filteredOn(Stacks::isMarker).hasSize(1);
        assertThat(second).isEqualTo(first);
    }

    private static int fail() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    void runsEveryKindOfStageOffTheThreadsThatReportResults() throws Exception {
        var threads = Collections.synchronizedSet(new java.util.HashSet<String>());
        var stages = new ArrayList<CompletableFuture<?>>();
        Runnable look = () -> threads.add(Thread.currentThread().getName());
        for (int i = 0; i < 2_000; i++) {
            AsyncResult<Integer> a = pool.applyAsync(() -> 1);
            AsyncResult<Integer> b = pool.applyAsync(() -> 2);
            stages.add(a.thenRun(look));
            stages.add(a.whenComplete((v, e) -> look.run()));
            stages.add(CompletableFuture.completedFuture(0).thenAcceptBoth(b, (x, y) -> look.run()));
            stages.add(CompletableFuture.completedFuture(0).thenCompose(x -> b).thenRun(look));
            stages.add(new CompletableFuture<Integer>().acceptEither(b, x -> look.run()));
            stages.add(b.minimalCompletionStage().thenRun(look).toCompletableFuture());
            stages.add(CompletableFuture.allOf(a, b).thenRun(look));
        }

        CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0])).get(60, TimeUnit.SECONDS);

        assertThat(threads).isNotEmpty().noneMatch(name -> name.contains(" worker-") || name.contains("reader"));
    }

    @Test
    void wakesAWaitingThreadBeforeALongStageHasRun() throws Exception {
        var gate = this.gate;
        var blocked = new CountDownLatch(1);
        var result = pool.applyAsync(() -> {
            gate.pass();
            return 1;
        });
        result.thenRun(() -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        gate.open();

        assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        blocked.countDown();
    }

    @Test
    void completesExactlyOnceWhoeverRaces() throws Exception {
        long seed = System.nanoTime();
        System.out.println("AsyncResultTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            var outcomes = new AtomicInteger();
            var callbacks = new AtomicInteger();
            AsyncResult<Integer> result =
                    pool.applyAsync(() -> 1, v -> callbacks.incrementAndGet(), e -> callbacks.incrementAndGet());
            var stage = result.whenComplete((v, e) -> outcomes.incrementAndGet());
            int spin = random.nextInt(2_000);
            while (spin-- > 0) Thread.onSpinWait();
            boolean won = switch (random.nextInt(4)) {
                case 0 -> result.cancel(true);
                case 1 -> result.complete(2);
                case 2 -> result.completeExceptionally(new IllegalStateException());
                default -> false;
            };
            var failure = catchThrowable(() -> stage.get(30, TimeUnit.SECONDS));

            assertThat(outcomes).hasValue(1);
            if (failure == null) assertThat(result.join()).isEqualTo(won ? 2 : 1);
            await().pollInterval(Duration.ofMillis(1)).until(() -> callbacks.get() == 1);
        }
    }

    @Test
    void runsOneCallbackOnceBeforeTheResultIsThereAndInOrder() throws Exception {
        var heard = Collections.synchronizedList(new ArrayList<Object>());
        var ready = Collections.synchronizedList(new ArrayList<Boolean>());
        var own = new AtomicReference<AsyncResult<Integer>>();
        var gate = this.gate;
        own.set(pool.applyAsync(
                () -> {
                    gate.pass();
                    return 1;
                },
                v -> {
                    heard.add(v);
                    ready.add(own.get().isDone());
                },
                heard::add));
        gate.open();

        assertThat(own.get().get()).isEqualTo(1);
        AsyncResult<Integer> failed = pool.applyAsync(AsyncResultTest::fail, heard::add, heard::add);

        assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class);
        assertThat(heard).hasSize(2).first().isEqualTo(1);
        assertThat(heard.get(1)).isInstanceOf(IllegalStateException.class);
        assertThat(ready).containsExactly(false);
    }

    @Test
    void deliversTheResultThoughTheCallbackThrowsAndTakesNullForNone() throws Exception {
        AsyncResult<Integer> thrown = pool.applyAsync(
                () -> 1,
                v -> {
                    throw new IllegalStateException("logged");
                },
                null);

        assertThat(thrown.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(pool.applyAsync(() -> 2, null, null).get()).isEqualTo(2);
    }

    @Test
    void cancelStopsWhatRunsAndNeverStartsWhatWaits() throws Exception {
        var gate = this.gate;
        var running = new ArrayList<AsyncResult<Object>>();
        for (int i = 0; i < 2; i++)
            running.add(pool.applyAsync(() -> {
                gate.mark("started");
                try {
                    gate.pass();
                } catch (InterruptedException e) {
                    gate.mark("interrupted");
                }
                return null;
            }));
        gate.awaitMarks("started", 2);
        var waiting = pool.applyAsync(() -> gate.mark("never"));

        assertThat(waiting.cancel(true)).isTrue();
        assertThat(running.get(0).cancel(true)).isTrue();
        assertThat(running.get(1).cancel(false)).isTrue();

        assertThat(running.get(0)).isCancelled();
        assertThatThrownBy(running.get(1)::get).isInstanceOf(CancellationException.class);
        gate.awaitMarks("interrupted", 1);
        assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
        gate.open();
        pool.close();
        assertThat(gate.marks("interrupted")).isEqualTo(1);
        assertThat(gate.marks("never")).isZero();
        assertThat(pool.snapshot().cancelled()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void honoursTheFuturesOwnMethods() throws Exception {
        var gate = this.gate;
        Task<Integer> waits = () -> {
            gate.pass();
            return 1;
        };

        assertThatThrownBy(() -> pool.applyAsync(waits)
                        .orTimeout(5, TimeUnit.MILLISECONDS)
                        .get())
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(pool.applyAsync(waits)
                        .completeOnTimeout(3, 5, TimeUnit.MILLISECONDS)
                        .get())
                .isEqualTo(3);
        assertThat(pool.applyAsync(waits).completeAsync(() -> 4).get(30, TimeUnit.SECONDS))
                .isEqualTo(4);
        gate.open();
        var result = pool.applyAsync(() -> 1);
        result.get();
        result.obtrudeValue(9);
        assertThat(result.join()).isEqualTo(9);
        assertThatThrownBy(() -> result.completeExceptionally(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void interruptingAWaitInGetLeavesTheCallRunning() throws Exception {
        var gate = this.gate;
        var result = pool.applyAsync(() -> {
            gate.pass();
            return 5;
        });
        Thread.currentThread().interrupt();

        assertThatThrownBy(result::get).isInstanceOf(InterruptedException.class);
        gate.open();

        assertThat(result.get()).isEqualTo(5);
    }
}
