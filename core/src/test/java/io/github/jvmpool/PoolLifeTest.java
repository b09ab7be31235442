package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Closeable;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PoolKind.class)
class PoolLifeTest {
    @Parameter
    PoolKind kind;

    @TempDir
    Path directory;

    private Gate gate;

    @BeforeEach
    void gate() {
        gate = Gate.in(directory);
    }

    @Test
    void refusesWorkOnceItIsShutDownAndFinishesWhatItHas() throws Exception {
        var gate = this.gate;
        var pool = kind.open(1);
        var first = pool.applyAsync(() -> {
            gate.pass();
            return 1;
        });
        var second = pool.applyAsync(() -> 2);
        assertThatThrownBy(pool::join).isInstanceOf(IllegalStateException.class);

        pool.shutdown();
        pool.shutdown();

        assertThatThrownBy(() -> pool.applyAsync(() -> 3))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining(pool.snapshot().name())
                .hasMessageContaining("closing");
        assertThatThrownBy(() -> pool.map(x -> x, List.of(1))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.imap(x -> x, List.of(1))).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.join(Duration.ofMillis(5))).isFalse();
        gate.open();
        pool.join();
        assertThat(List.of(first.get(), second.get())).containsExactly(1, 2);
        assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.TERMINATED);
        assertThat(pool.snapshot().completed()).isEqualTo(2);
    }

    @Test
    void terminateCancelsEverythingAtOnce() throws Exception {
        var gate = this.gate;
        var pool = kind.open(2);
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 10; i++)
            results.add(pool.applyAsync(() -> {
                gate.mark("started");
                while (gate.marks("open") == 0) Thread.onSpinWait();
                return 1;
            }));
        var list = pool.mapAsync(x -> x, List.of(1, 2, 3));
        gate.awaitMarks("started", 2);

        try {
            pool.terminate();

            for (var result : results)
                assertThatThrownBy(() -> result.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> list.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(pool.join(Duration.ofSeconds(1))).isTrue();
        } finally {
            gate.open(); // threads that spin cannot be killed: let them end, whatever happened
        }
        pool.terminate();
        pool.close();
    }

    @Test
    void closeWaitsForWhatCallbacksAndStagesDo() throws Exception {
        var gate = this.gate;
        var pool = kind.open(1);
        var seen = new ArrayList<Integer>();
        pool.applyAsync(() -> 1, seen::add, null);
        pool.applyAsync(() -> {
                    gate.pass();
                    return 2;
                })
                .thenAccept(seen::add);
        gate.open();

        pool.close();

        assertThat(seen).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void closeInItsOwnCallbackStageOrTaskDoesNotDeadlock() throws Exception {
        var inCallback = kind.open(1);
        inCallback.applyAsync(() -> 1, v -> inCallback.close(), null).get(30, TimeUnit.SECONDS);
        assertThat(inCallback.join(Duration.ofSeconds(30))).isTrue();

        var gate = this.gate;
        var inStage = kind.open(1);
        CompletableFuture<Void> stage = inStage.applyAsync(gate::pass).thenRun(inStage::close);
        gate.open();
        stage.get(30, TimeUnit.SECONDS);
        assertThat(inStage.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void interruptedCloseTerminatesAndKeepsTheFlag() {
        var gate = this.gate;
        var pool = kind.open(1);
        var result = pool.applyAsync(() -> {
            gate.pass();
            return 1;
        });
        Thread.currentThread().interrupt();

        pool.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> result.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void growsAndShrinks() {
        var gate = this.gate;
        try (var pool = kind.open(1)) {
            var waiting = new ArrayList<AsyncResult<Void>>();
            for (int i = 0; i < 3; i++)
                waiting.add(pool.applyAsync(() -> {
                    gate.mark("started");
                    gate.pass();
                }));
            gate.awaitMarks("started", 1);

            pool.resize(3);
            gate.awaitMarks("started", 3);
            gate.open();
            waiting.forEach(AsyncResult::join);
            pool.resize(1);

            await().until(() -> pool.snapshot().workers().size() == 1);
            assertThat(pool.processes()).isEqualTo(1);
            assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isTerminatedWithAWarningWhenItIsDropped() throws Exception {
        try (var log = new LogWatch()) {
            var name = dropped();

            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                System.gc();
                return Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(name + " worker"));
            });
            assertThat(log.messages).anyMatch(message -> message.contains(name) && message.contains("PoolLifeTest"));
        }
    }

    private String dropped() {
        var pool = kind.open(2);
        pool.apply(() -> 1);
        return pool.snapshot().name();
    }

    @Test
    void finishesItsWorkWhenItIsDroppedAfterShutdown() throws Exception {
        var gate = this.gate;
        shutDown();
        for (int i = 0; i < 5; i++) System.gc();

        gate.open();

        gate.awaitMarks("done", 20);
    }

    private void shutDown() {
        var gate = this.gate;
        var pool = kind.open(1);
        for (int i = 0; i < 20; i++)
            pool.applyAsync(() -> {
                gate.pass();
                gate.mark("done");
            });
        pool.shutdown();
    }

    @Test
    void aWorkerKnowsWhoItIsAndKeepsItsOwnValue() {
        var gate = this.gate;
        var local = WorkerLocal.of(() -> {
            gate.mark("made");
            return (Closeable & Serializable) () -> gate.mark("closed");
        });
        try (var pool = kind.open(1)) {
            var infos = pool.map(x -> Worker.current(), List.of(1, 2, 3));
            for (int i = 0; i < 10; i++) pool.apply(() -> local.get() != null);

            assertThat(infos)
                    .allMatch(info -> info.poolName().equals(pool.snapshot().name())
                            && info.name().equals("worker-1"));
            assertThat(gate.marks("made")).isEqualTo(1);
            assertThat(gate.marks("closed")).isZero();
        }
        assertThat(gate.marks("closed")).isEqualTo(1);
        assertThat(Worker.find()).isEmpty();
    }
}
