package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling calls in worker JVMs, in every state they can be in. */
@ExtendWith(NothingLeft.class)
class ProcessPoolCancelTest {
    @TempDir
    Path directory;

    private Pool pool;
    private Gate gate;

    @BeforeEach
    void open() {
        pool = Pool.builder().processes(1).killGrace(Duration.ofMillis(100)).build();
        gate = Gate.in(directory);
    }

    @AfterEach
    void close() {
        pool.terminate();
    }

    private AsyncResult<Long> blocker() {
        var gate = this.gate;
        AsyncResult<Long> blocker = pool.applyAsync(() -> {
            gate.mark("running");
            gate.pass();
            return Faults.pid();
        });
        gate.awaitMarks("running", 1);
        return blocker;
    }

    @Test
    void aCallThatHasNotStartedNeverStartsAndNoWorkerIsHurt() {
        var gate = this.gate;
        var blocker = blocker();
        var waiting = new ArrayList<AsyncResult<Void>>();
        for (int i = 0; i < 20; i++) waiting.add(pool.applyAsync(() -> gate.mark("never")));

        for (var each : waiting) assertThat(each.cancel(true)).isTrue();

        for (var each : waiting) assertThat(each).isCancelled();
        gate.open();
        assertThat(pool.apply(Faults::pid)).isEqualTo(blocker.join());
        assertThat(gate.marks("never")).isZero();
        assertThat(pool.snapshot().cancelled()).isEqualTo(20);
    }

    @Test
    void aCallThatWaitsForItsWorkerToComeUpNeverStarts() {
        var gate = this.gate;
        var first = pool.applyAsync(() -> gate.mark("never"));

        assertThat(first.cancel(true)).isTrue();

        assertThat(pool.apply(() -> 1)).isEqualTo(1);
        assertThat(gate.marks("never")).isZero();
    }

    @Test
    void aRunningTaskIsInterruptedAndItsWorkerLivesOn() {
        pool.terminate();
        pool = Pool.builder()
                .processes(1)
                .killGrace(Duration.ofSeconds(20))
                .build(); // it is to have the time to heed it
        long pid = pool.apply(Faults::pid);
        var gate = this.gate;
        AsyncResult<Integer> running = pool.applyAsync(() -> {
            gate.mark("running");
            try {
                return Faults.sleep();
            } catch (InterruptedException e) {
                gate.mark("interrupted");
                throw e;
            }
        });
        gate.awaitMarks("running", 1);

        assertThat(running.cancel(true)).isTrue();

        assertThat(running).isCancelled();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        assertThat(pool.apply(Faults::pid)).isEqualTo(pid);
        assertThat(gate.marks("interrupted")).isEqualTo(1);
        assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
    }

    @Test
    void aTaskThatDoesNotHeedItsInterruptIsKilledAfterTheGrace() {
        for (Task<Integer> fault : java.util.List.<Task<Integer>>of(Faults::hang, Faults::spin)) {
            long pid = pool.apply(Faults::pid);
            AsyncResult<Integer> running = pool.applyAsync(fault);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> pool.snapshot().workers().stream()
                            .anyMatch(worker -> worker.runningFor().isPresent()));

            assertThat(running.cancel(true)).isTrue();

            assertThat(running).isCancelled();
            assertThat(pool.apply(Faults::pid)).isNotEqualTo(pid);
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void cancelFalseNeverDisturbsARunningTask() {
        var gate = this.gate;
        AsyncResult<Long> running = pool.applyAsync(() -> {
            gate.mark("running");
            gate.pass();
            gate.mark("ended");
            return Faults.pid();
        });
        gate.awaitMarks("running", 1);

        assertThat(running.cancel(false)).isTrue();

        assertThat(running).isCancelled();
        gate.open();
        gate.awaitMarks("ended", 1);
        assertThat(pool.snapshot().workersLost()).isZero();
    }

    @Test
    void aCallThatHasEndedCannotBeCancelled() throws Exception {
        var ended = pool.applyAsync(() -> 3);
        ended.get();

        assertThat(ended.cancel(true)).isFalse();
        assertThat(ended.isCancelled()).isFalse();
        assertThat(ended.get()).isEqualTo(3);
    }

    @Test
    void cancellingAMapStopsWhatRunsAndStartsNothingMore() {
        var gate = this.gate;
        var map = pool.mapAsync(
                x -> {
                    gate.mark("started");
                    return Faults.sleep();
                },
                IntStream.range(0, 1_000).boxed().toList(),
                50);
        gate.awaitMarks("started", 1);

        map.cancel(true);

        assertThat(map).isCancelled();
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
        assertThat(gate.marks("started")).isEqualTo(1);
    }

    @Test
    void closingAnIteratorInterruptsItsTasks() {
        var gate = this.gate;
        var results = pool.imap(
                x -> {
                    gate.mark("started");
                    return Faults.sleep();
                },
                IntStream.range(0, 1_000).boxed().toList());
        gate.awaitMarks("started", 1);

        results.close();

        assertThat(pool.apply(() -> 1)).isEqualTo(1);
        assertThat(gate.marks("started")).isEqualTo(1);
    }

    @Test
    void noInterruptReachesTheNextTask() {
        long seed = System.nanoTime();
        System.out.println("ProcessPoolCancelTest seed " + seed);
        var random = new Random(seed);
        long pid = pool.apply(Faults::pid);
        int cancelled = 0;
        for (int i = 0; i < 3_000; i++) {
            int spin = random.nextInt(40_000);
            AsyncResult<Boolean> victim = pool.applyAsync(() -> {
                long end = System.nanoTime() + spin;
                while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) Thread.onSpinWait();
                return Thread.interrupted();
            });
            AsyncResult<Boolean> next =
                    pool.applyAsync(() -> Thread.currentThread().isInterrupted());
            long wait = System.nanoTime() + random.nextInt(60_000);
            while (System.nanoTime() < wait) Thread.onSpinWait();
            if (victim.cancel(true)) cancelled++;

            assertThat(next.join()).isFalse();
            if (!victim.isCancelled()) assertThat(victim.join()).isFalse();
        }
        assertThat(cancelled).isPositive();
        assertThat(pool.apply(Faults::pid)).isEqualTo(pid);
        var snapshot = pool.snapshot();
        assertThat(snapshot.submitted()).isEqualTo(6_002);
        await().until(() -> {
            var now = pool.snapshot();
            return now.submitted() == now.completed() + now.failed() + now.cancelled();
        });
    }

    @Test
    void anInterruptThatATaskSetsItselfEndsWithIt() {
        pool.apply(() -> Thread.currentThread().interrupt());

        assertThat(pool.apply(() -> Thread.currentThread().isInterrupted())).isFalse();
        assertThat(pool.apply(() -> {
                    Thread.sleep(1);
                    return 1;
                }))
                .isEqualTo(1);
    }

    @Test
    void printsAndResultsSurviveAnInterruptedTask() {
        var lines = java.util.Collections.synchronizedList(new ArrayList<String>());
        try (var printing = Pool.builder()
                .processes(1)
                .output(WorkerOutput.to((worker, line) -> lines.add(line)))
                .build()) {
            printing.apply(() -> {
                Thread.currentThread().interrupt();
                System.out.println("interrupted");
                return new byte[2 << 20];
            });
            printing.apply(() -> System.out.println("after"));
        }
        assertThat(lines).containsExactly("interrupted", "after");
    }

    @Test
    void terminateCancelsAndKillsAtOnceWhateverRuns() throws Exception {
        var gate = this.gate;
        AsyncResult<Integer> hanging = pool.applyAsync(() -> {
            gate.mark("running");
            return Faults.hang();
        });
        AsyncResult<Integer> waiting = pool.applyAsync(() -> 1);
        gate.awaitMarks("running", 1);

        long begun = System.nanoTime();
        pool.terminate();

        assertThat(hanging).isCancelled();
        assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(pool.join(Duration.ofSeconds(1))).isTrue();
        assertThat(System.nanoTime() - begun).isLessThan(1_000_000_000L);
        assertThat(catchThrowable(() -> pool.apply(() -> 1)))
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }
}
