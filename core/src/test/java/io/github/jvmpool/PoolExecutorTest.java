package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PoolKind.class)
class PoolExecutorTest {
    @Parameter
    PoolKind kind;

    @TempDir
    Path directory;

    private Pool pool;
    private ExecutorService executor;
    private Gate gate;

    @BeforeEach
    void open() {
        pool = kind.open(2);
        executor = pool.asExecutorService();
        gate = Gate.in(directory);
    }

    @AfterEach
    void close() throws InterruptedException {
        pool.terminate();
        pool.join(Duration.ofSeconds(10)); // a task may still write to the directory
    }

    private Task<Integer> waits() {
        var gate = this.gate;
        return () -> {
            gate.mark("started");
            try {
                gate.pass();
            } catch (InterruptedException e) {
                gate.mark("interrupted");
                throw e;
            }
            return 1;
        };
    }

    @Test
    void keepsTheExceptionOfTheTaskAsItIs() {
        Task<Integer> checked = () -> {
            throw new IOException("x");
        };
        Task<Integer> cancelled = () -> {
            throw new CancellationException("mine");
        };

        assertThatThrownBy(executor.submit(checked)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
        assertThatThrownBy(executor.submit(cancelled)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(CancellationException.class);
    }

    @Test
    void submitsAndExecutesRunnables() throws Exception {
        var gate = this.gate;
        VoidTask task = () -> gate.mark("ran");
        Runnable runnable = (Runnable & java.io.Serializable) () -> gate.mark("ran");

        executor.execute(runnable);
        assertThat(executor.submit(runnable, "fixed").get()).isEqualTo("fixed");
        assertThat(executor.submit(runnable).get()).isNull();

        gate.awaitMarks("ran", 3);
        assertThat(task).isNotNull();
    }

    @Test
    void refusesNulls() {
        assertThatThrownBy(() -> executor.submit((Callable<Integer>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.execute(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAny(new ArrayList<Callable<Integer>>()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void invokeAnyInterruptsTheLosers() throws Exception {
        var gate = this.gate;
        Task<Integer> winner = () -> {
            while (gate.marks("started") == 0) Thread.sleep(1);
            return 2;
        };

        assertThat(executor.invokeAny(List.of(waits(), winner))).isEqualTo(2);

        gate.awaitMarks("interrupted", 1);
    }

    @Test
    void invokeAllTimedCancelsWhatIsNotDone() throws Exception {
        Task<Integer> quick = () -> 5;
        executor.submit(quick).get(); // a worker is up, so the time goes to the tasks

        List<Future<Integer>> futures = executor.invokeAll(List.of(quick, waits()), 500, TimeUnit.MILLISECONDS);

        assertThat(futures.get(0).get()).isEqualTo(5);
        assertThat(futures.get(1).isCancelled()).isTrue();
        assertThatThrownBy(() -> executor.invokeAny(List.of(waits()), 10, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void worksWithACompletionService() throws Exception {
        var service = new ExecutorCompletionService<Integer>(executor);
        var gate = this.gate;
        var last = service.submit(waits());
        for (int i = 1; i <= 100; i++) {
            int value = i;
            service.submit((Task<Integer>) () -> value);
        }

        int sum = 0;
        for (int i = 0; i < 100; i++) sum += service.take().get();
        gate.open();

        assertThat(sum).isEqualTo(5050);
        assertThat(service.take()).isSameAs(last);
    }

    @Test
    void refusesTasksOfCompletableFutureWithAdvice() {
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, executor))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("applyAsync");
    }

    @Test
    void shutdownNowReturnsWhatNeverStartedAndInterruptsTheRest() throws Exception {
        var running = List.of(executor.submit(waits()), executor.submit(waits()));
        gate.awaitMarks("started", 2);
        var never = executor.submit(waits());

        var tasks = executor.shutdownNow();

        assertThat(tasks).hasSize(1).first().isSameAs(never);
        gate.awaitMarks("interrupted", 2);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(never.isDone()).isFalse();
        for (var future : running)
            assertThatThrownBy(future::get).hasCauseExactlyInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> executor.submit(waits())).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutdownNowLeavesAMapToItsEnd() throws Exception {
        var running = List.of(executor.submit(waits()), executor.submit(waits()));
        gate.awaitMarks("started", 2);
        var map = pool.mapAsync(x -> x + 1, List.of(1, 2, 3), 1);
        var single = pool.mapAsync(x -> x + 1, List.of(1), 1);

        assertThat(executor.shutdownNow()).isEmpty();

        assertThat(map.get(30, TimeUnit.SECONDS)).containsExactly(2, 3, 4);
        assertThat(single.get(30, TimeUnit.SECONDS)).containsExactly(2);
        for (var future : running)
            assertThatThrownBy(future::get).hasCauseExactlyInstanceOf(InterruptedException.class);
    }

    @Test
    void cancelReachesTheWorker() throws Exception {
        var future = executor.submit(waits());
        gate.awaitMarks("started", 1);

        assertThat(future.cancel(true)).isTrue();

        gate.awaitMarks("interrupted", 1);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
    }

    @Test
    void terminateCancelsItsFutures() {
        var future = executor.submit(waits());
        gate.awaitMarks("started", 1);

        pool.terminate();

        assertThat(future.isCancelled()).isTrue();
        assertThat(executor.isShutdown()).isTrue();
    }
}
