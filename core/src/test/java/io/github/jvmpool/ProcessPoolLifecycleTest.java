package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How pools and their workers begin, change and end. */
@ExtendWith(NothingLeft.class)
class ProcessPoolLifecycleTest {
    @TempDir
    Path directory;

    private Gate gate;

    @BeforeEach
    void gate() {
        gate = Gate.in(directory);
    }

    private static long alive(List<Long> pids) {
        return pids.stream()
                .filter(pid ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
                .count();
    }

    private static List<Long> pids(Pool pool) {
        return pool.snapshot().workers().stream()
                .map(worker -> worker.info().pid())
                .toList();
    }

    @Test
    void closeWaitsForTheQueueAndLeavesNoWorker() {
        var results = new ArrayList<AsyncResult<Long>>();
        try (var pool = Pool.of(2)) {
            for (int i = 0; i < 100; i++) results.add(pool.applyAsync(Faults::pid));
        }

        var pids = results.stream().map(AsyncResult::join).distinct().toList();
        assertThat(alive(pids)).isZero();
    }

    @Test
    void shutdownReturnsAtOnceAndWorkersEndWhenTheQueueIsEmpty() throws Exception {
        var gate = this.gate;
        var pool = Pool.of(2);
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 10; i++) {
            int item = i;
            results.add(pool.applyAsync(() -> {
                gate.pass();
                return item;
            }));
        }
        assertThatThrownBy(pool::join).isInstanceOf(IllegalStateException.class);

        pool.shutdown();

        assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.join(Duration.ofMillis(1))).isFalse();
        gate.open();
        pool.join();
        for (int i = 0; i < 10; i++) assertThat(results.get(i).getNow(-1)).isEqualTo(i);
        assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.TERMINATED);
    }

    @Test
    void aPoolThatWasNeverUsedClosesAtOnce() throws Exception {
        var pool = Pool.of(3);
        pool.close();
        pool.close();
        pool.terminate();
        pool.join();

        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Test
    void terminateEndsWithThousandsOfTasksPending() throws Exception {
        var pool = Pool.of(2);
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 5_000; i++) results.add(pool.applyAsync(Faults::sleep));
        var map = pool.mapAsync(
                x -> Faults.sleep(), IntStream.range(0, 5_000).boxed().toList());
        await().until(() -> pool.snapshot().workersStarted() > 0);

        pool.terminate();

        assertThat(pool.join(Duration.ofSeconds(2))).isTrue();
        for (var result : results) assertThat(result).isCancelled();
        assertThatThrownBy(map::join).isInstanceOf(CancellationException.class);
        var snapshot = pool.snapshot();
        assertThat(snapshot.cancelled()).isEqualTo(snapshot.submitted());
    }

    @Test
    void terminateWhileWorkersComeUpLeavesNone() throws Exception {
        for (int i = 0; i < 5; i++) {
            var pool = Pool.of(2);
            var results = List.of(pool.applyAsync(() -> 1), pool.applyAsync(() -> 2));

            pool.terminate();

            assertThat(pool.join(Duration.ofSeconds(2))).isTrue();
            for (var result : results) assertThat(result.isDone()).isTrue();
        }
        await().until(() -> NothingLeft.workers().isEmpty());
    }

    // ---- as few workers as possible ----

    @Test
    void workersStartAsWorkArrivesUpToTheLimit() {
        var gate = this.gate;
        try (var pool = Pool.of(3)) {
            for (int i = 1; i <= 3; i++) {
                pool.applyAsync(() -> {
                    gate.mark("running");
                    gate.pass();
                });
                gate.awaitMarks("running", i);
                assertThat(pool.snapshot().workers()).hasSize(i);
            }
            var fourth = pool.applyAsync(() -> 4);
            assertThat(pool.snapshot().workers()).hasSize(3);
            gate.open();
            assertThat(fourth.join()).isEqualTo(4);
        }
    }

    @Test
    void minProcessesStartAtOnceAndAreKept() {
        try (var pool = Pool.builder()
                .processes(3)
                .minProcesses(2)
                .idleTimeout(Duration.ofMillis(50))
                .build()) {
            await().until(() -> pool.snapshot().workersStarted() == 2);
            var before = pids(pool);

            long pid = pool.apply(Faults::pid);
            await().during(Duration.ofMillis(300)).until(() -> pids(pool).equals(before));

            assertThat(before).contains(pid);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            await().until(() -> pool.snapshot().workersStarted() == 3);
        }
    }

    @Test
    void idleWorkersEndAfterTheIdleTimeout() {
        var gate = this.gate;
        try (var pool =
                Pool.builder().processes(2).idleTimeout(Duration.ofMillis(100)).build()) {
            var results = List.of(
                    pool.applyAsync(() -> {
                        gate.mark("running");
                        gate.pass();
                    }),
                    pool.applyAsync(() -> {
                        gate.mark("running");
                        gate.pass();
                    }));
            gate.awaitMarks("running", 2);
            gate.open();
            results.forEach(AsyncResult::join);

            await().until(() -> pool.snapshot().workers().isEmpty());

            assertThat(pool.snapshot().workersLost()).isZero();
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aSpareTakesThePlaceOfALostWorker() {
        try (var pool = Pool.builder().processes(1).spares(1).build()) {
            await().until(() -> pool.snapshot().workersStarted() == 1);
            long spare = pids(pool).get(0);

            long first = pool.apply(Faults::pid);
            await().until(() -> pool.snapshot().workersStarted() == 2);
            assertThat(first).isEqualTo(spare);
            long second =
                    pids(pool).stream().filter(pid -> pid != first).findFirst().orElseThrow();
            assertThatThrownBy(() -> pool.apply(() -> Faults.halt(1))).isInstanceOf(WorkerLostException.class);

            assertThat(pool.apply(Faults::pid)).isEqualTo(second);
            await().until(() -> pool.snapshot().workers().size() == 2);
        }
    }

    @Test
    void resizesUpAndDownUnderLoad() {
        try (var pool = Pool.of(1)) {
            var results = new ArrayList<AsyncResult<Integer>>();
            for (int i = 0; i < 2_000; i++) {
                int item = i;
                results.add(pool.applyAsync(() -> {
                    long end = System.nanoTime() + 200_000;
                    while (System.nanoTime() < end) Thread.onSpinWait();
                    return item;
                }));
                if (i % 250 == 0) pool.resize(1 + i / 250 % 3);
            }
            pool.resize(1);

            for (int i = 0; i < 2_000; i++) assertThat(results.get(i).join()).isEqualTo(i);
            assertThat(pool.processes()).isEqualTo(1);
            await().until(() -> pool.snapshot().workers().size() == 1);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    // ---- worker lifetime ----

    @Test
    void aWorkerIsReplacedAfterItsNumberOfTasks() {
        try (var pool = Pool.builder().processes(1).maxTasksPerChild(3).build()) {
            var pids = new ArrayList<Long>();
            for (int i = 0; i < 9; i++) pids.add(pool.apply(Faults::pid));

            assertThat(new HashSet<>(pids)).hasSize(3);
            for (int i = 0; i < 9; i += 3)
                assertThat(new HashSet<>(pids.subList(i, i + 3))).hasSize(1);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void noWorkerDoesMoreThanItsNumberOfTasksInAMap() {
        try (var pool = Pool.builder().processes(2).maxTasksPerChild(10).build()) {
            var pids =
                    pool.map(x -> Faults.pid(), IntStream.range(0, 50).boxed().toList());

            var counts = new java.util.HashMap<Long, Integer>();
            for (long pid : pids) counts.merge(pid, 1, Integer::sum);
            assertThat(counts.values()).allMatch(count -> count <= 10);
            assertThat(counts).hasSizeBetween(5, 8);
        }
    }

    @Test
    void aChunkOfAMapIsTheTaskThatIsCounted() {
        try (var pool = Pool.builder().processes(1).maxTasksPerChild(10).build()) {
            var results = pool.map(x -> x, IntStream.range(0, 100).boxed().toList(), 25);

            assertThat(results).hasSize(100);
        }
    }

    // ---- initializer and finalizer ----

    private static int initialized;

    @Test
    void theInitializerRunsOnceInEachWorkerBeforeItsFirstTask() {
        var gate = this.gate;
        try (var pool = Pool.builder()
                .processes(2)
                .initializer(
                        (Integer value) -> {
                            initialized = value;
                            gate.mark("init");
                        },
                        7)
                .finalizer(() -> gate.mark("final"))
                .build()) {
            for (int i = 0; i < 10; i++)
                assertThat(pool.apply(() -> initialized)).isEqualTo(7);
            assertThat(gate.marks("init")).isEqualTo(1);
            assertThat(gate.marks("final")).isZero();
        }
        assertThat(gate.marks("final")).isEqualTo(1);
        assertThat(initialized).isZero();
    }

    @Test
    void theFinalizerRunsWhenAWorkerIsRecycledAndNotWhenItIsKilled() {
        var gate = this.gate;
        try (var pool = Pool.builder()
                .processes(1)
                .maxTasksPerChild(2)
                .finalizer(() -> gate.mark("final"))
                .build()) {
            for (int i = 0; i < 4; i++) pool.apply(() -> 1);
            gate.awaitMarks("final", 2);
            pool.apply(() -> 1);
            pool.terminate();
        }
        assertThat(gate.marks("final")).isEqualTo(2);
    }

    @Test
    void aFinalizerThatThrowsOrExitsDoesNotHinderTheEnd() throws Exception {
        for (VoidTask finalizer : List.<VoidTask>of(() -> Faults.exit(3), ProcessPoolLifecycleTest::throwsError)) {
            var pool = Pool.builder()
                    .processes(1)
                    .finalizer(finalizer)
                    .output(WorkerOutput.discard())
                    .build();
            pool.apply(() -> 1);

            pool.close();

            assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.TERMINATED);
        }
    }

    private static void throwsError() {
        throw new IllegalStateException("on purpose");
    }

    @Test
    void anInitializerThatThrowsBreaksThePoolWithItsOwnException() {
        var gate = this.gate;
        try (var pool = Pool.builder()
                .processes(2)
                .initializer(() -> {
                    gate.mark("try");
                    throwsError();
                })
                .build()) {
            var pending = pool.applyAsync(() -> 1);
            var map = pool.mapAsync(x -> x, List.of(1, 2, 3));

            for (var each : List.of(pending, map))
                assertThat(catchThrowable(each::join).getCause())
                        .isInstanceOf(PoolBrokenException.class)
                        .hasMessageContaining("on purpose")
                        .hasCauseExactlyInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasRootCauseMessage("on purpose");
            assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.BROKEN);
            assertThat(gate.marks("try")).isBetween(3L, 6L);
        }
    }

    @Test
    void anInitializerThatExitsBreaksThePool() {
        try (var pool = Pool.builder()
                .processes(1)
                .initializer(() -> Faults.exit(9))
                .output(WorkerOutput.discard())
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("exit code 9");
        }
    }

    @Test
    void aBrokenPoolSaysSoOnceHoweverManyItemsItFails() {
        try (var pool = Pool.builder()
                .processes(1)
                .initializer(() -> Faults.exit(9))
                .output(WorkerOutput.discard())
                .build()) {
            var failure = catchThrowable(
                    () -> pool.map(x -> x, IntStream.range(0, 5000).boxed().toList()));

            assertThat(failure).isInstanceOf(PoolBrokenException.class);
            assertThat(failure.getSuppressed()).isEmpty();
        }
    }

    @Test
    void anInitializerThatFailsNowAndThenBreaksNothing() {
        var gate = this.gate;
        try (var pool = Pool.builder()
                .processes(1)
                .initializer(() -> {
                    gate.mark("try");
                    if (gate.marks("try") < 3) throwsError();
                })
                .build()) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            assertThat(gate.marks("try")).isEqualTo(3);
        }
    }

    @Test
    void anInitializerThatNeverEndsIsGivenUpAfterTheStartTimeout() {
        try (var pool = Pool.builder()
                .processes(1)
                .startTimeout(Duration.ofMillis(400))
                .initializer(Faults::hang)
                .build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("startTimeout");
        }
    }

    // ---- workers that come up in vain ----

    /** Makes the worker end soon after it has come up. */
    private static void endSoon(int exitCode, Duration after) {
        var thread = new Thread(() -> {
            java.util.concurrent.locks.LockSupport.parkNanos(after.toNanos());
            Faults.halt(exitCode);
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void workersThatEndAsSoonAsTheyHaveComeUpBreakThePool() {
        try (var pool = Pool.builder()
                .processes(2)
                .minProcesses(2)
                .initializer(() -> endSoon(7, Duration.ofMillis(5)))
                .output(WorkerOutput.discard())
                .build()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.snapshot().state() == PoolSnapshot.State.BROKEN);

            assertThat(pool.snapshot().workersStarted()).isBetween(6L, 7L);
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("as soon as they have come up")
                    .hasMessageContaining("exit code 7");
        }
    }

    @Test
    void oneTaskThatBeginsMakesTheCountOfWorkersThatEndSoonStartAnew() {
        var gate = this.gate;
        try (var pool = Pool.builder()
                .processes(1)
                .minProcesses(1)
                .initializer(() -> {
                    gate.mark("up");
                    if (gate.marks("up") % 3 != 0) endSoon(7, Duration.ofMillis(5));
                })
                .output(WorkerOutput.discard())
                .build()) {
            for (int round = 1; round <= 3; round++) {
                int ups = 3 * round;
                await().until(() -> gate.marks("up") == ups);
                assertThatThrownBy(() -> pool.apply(() -> Faults.halt(1))).isInstanceOf(WorkerLostException.class);
            }
            assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.OPEN);
        }
    }

    @Test
    void workersThatEndAllTheTimeWhileTasksAreDoneBreakNothing() {
        try (var pool = Pool.builder()
                .processes(1)
                .minProcesses(1)
                .initializer(() -> endSoon(7, Duration.ofMillis(60)))
                .output(WorkerOutput.discard())
                .build()) {
            var calls = pool.withRetries(1000);
            while (pool.snapshot().workersLost() < 8)
                assertThat(calls.apply(() -> {
                            Thread.sleep(2);
                            return 1;
                        }))
                        .isEqualTo(1);
            assertThat(pool.snapshot().state()).isEqualTo(PoolSnapshot.State.OPEN);
        }
    }

    @Test
    void idleWorkersThatAreKilledFromOutsideAgainAndAgainBreakNothing() {
        try (var pool = Pool.builder().processes(1).minProcesses(1).build()) {
            for (int i = 0; i < 8; i++) {
                long started = i;
                await().until(() -> pool.snapshot().workersStarted() > started);
                NothingLeft.workers().forEach(ProcessHandle::destroyForcibly);
            }
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    // ---- dropped, nested ----

    @Test
    void aDroppedPoolsWorkersEndWhenItIsCollected() throws Exception {
        try (var log = new LogWatch()) {
            long pid = drop();

            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                System.gc();
                return alive(List.of(pid)) == 0;
            });
            assertThat(log.messages).anyMatch(message -> message.contains("without close()"));
        }
    }

    private static long drop() {
        return Pool.of(1).apply(Faults::pid);
    }

    @Test
    void aTaskMayOpenAPool() {
        try (var outer = Pool.of(1)) {
            List<Integer> squares = outer.apply(() -> {
                try (var inner = Pool.of(1)) {
                    return inner.map(x -> x * x, List.of(1, 2, 3));
                }
            });

            assertThat(squares).containsExactly(1, 4, 9);
        }
    }

    @Test
    void theWorkersOfANestedPoolEndWithIt() {
        var gate = this.gate;
        try (var outer = Pool.of(1)) {
            var pids = new ArrayList<Long>();
            var nested = outer.applyAsync(() -> {
                var inner = Pool.of(1);
                gate.mark("pid" + inner.apply(Faults::pid));
                return Faults.hang();
            });
            await().until(() -> {
                try (var files = java.nio.file.Files.list(directory)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("pid"))
                            .forEach(name -> pids.add(Long.valueOf(name.substring(3))));
                }
                return !pids.isEmpty();
            });
            assertThat(alive(pids)).isPositive();

            nested.cancel(true);

            await().atMost(Duration.ofSeconds(3)).until(() -> alive(pids) == 0);
        }
    }

    // ---- fairness ----

    @Test
    void shortTasksDoNotWaitBehindALongOne() {
        var gate = this.gate;
        try (var pool = Pool.of(2)) {
            pool.map(x -> x, IntStream.range(0, 500).boxed().toList(), 1);
            AsyncResult<Void> longOne = pool.applyAsync(gate::pass);
            var results = new ArrayList<AsyncResult<Integer>>();
            long begun = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                int item = i;
                results.add(pool.applyAsync(() -> item));
            }

            for (int i = 0; i < 200; i++) assertThat(results.get(i).join()).isEqualTo(i);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(500));
            assertThat(longOne).isNotDone();
            gate.open();
        }
    }

    @Test
    void theItemsOfAMapDoNotWaitBehindALongOne() {
        var gate = this.gate;
        try (var pool = Pool.of(2)) {
            var results = pool.mapAsync(
                    x -> {
                        if (x == 0) gate.pass();
                        else gate.mark("short");
                        return x;
                    },
                    IntStream.range(0, 300).boxed().toList());

            gate.awaitMarks("short", 299);

            gate.open();
            assertThat(results.join()).hasSize(300);
        }
    }

    // ---- snapshot and listener ----

    @Test
    void theSnapshotAddsUp() {
        var gate = this.gate;
        try (var pool = Pool.builder().processes(1).name("counted").build()) {
            pool.map(x -> x, IntStream.range(0, 10).boxed().toList());
            assertThatThrownBy(() -> pool.apply(() -> throwing())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.apply(() -> Faults.halt(1))).isInstanceOf(WorkerLostException.class);
            var running = pool.withLabel("long one").applyAsync(() -> {
                gate.mark("running");
                gate.pass();
            });
            gate.awaitMarks("running", 1);
            pool.applyAsync(() -> 1);

            var snapshot = pool.snapshot();

            assertThat(snapshot.name()).isEqualTo("counted");
            assertThat(snapshot.state()).isEqualTo(PoolSnapshot.State.OPEN);
            assertThat(snapshot.submitted()).isEqualTo(14);
            assertThat(snapshot.completed()).isEqualTo(10);
            assertThat(snapshot.failed()).isEqualTo(2);
            assertThat(snapshot.workersStarted()).isEqualTo(2);
            assertThat(snapshot.workersLost()).isEqualTo(1);
            var worker = snapshot.workers().get(0);
            assertThat(worker.state()).isEqualTo(PoolSnapshot.WorkerState.BUSY);
            assertThat(worker.running()).contains("long one");
            assertThat(worker.runningFor()).isPresent();
            assertThat(worker.inFlight() + snapshot.pending()).isEqualTo(2);
            assertThat(worker.info().poolName()).isEqualTo("counted");
            gate.open();
            running.join();
        }
    }

    private static int throwing() {
        throw new IllegalStateException();
    }

    @Test
    void theListenerHearsOfEveryWorker() {
        var heard = java.util.Collections.synchronizedList(new ArrayList<String>());
        var listener = new PoolListener() {
            @Override
            public void workerStarted(WorkerInfo worker) {
                heard.add("started " + worker.name());
                throw new IllegalStateException("logged");
            }

            @Override
            public void workerEnded(WorkerInfo worker) {
                heard.add("ended " + worker.name());
            }

            @Override
            public void workerLost(WorkerInfo worker, WorkerLostException.Reason reason, java.util.OptionalInt exit) {
                heard.add("lost " + worker.name() + " " + reason + " " + exit.orElse(-1));
            }

            @Override
            public void poolEnded(String poolName) {
                heard.add("over " + poolName);
            }
        };
        try (var pool =
                Pool.builder().processes(1).name("heard").listener(listener).build()) {
            assertThatThrownBy(() -> pool.apply(() -> Faults.halt(4))).isInstanceOf(WorkerLostException.class);
            pool.apply(() -> 1);
        }

        await().untilAsserted(() -> assertThat(heard)
                .containsExactly(
                        "started worker-1",
                        "lost worker-1 EXITED 4",
                        "started worker-2",
                        "ended worker-2",
                        "over heard"));
    }

    @Test
    void aPoolThatClosesStartsNoMoreWorkersThanItMayHave() throws Exception {
        for (int round = 0; round < 5; round++) {
            var pool = Pool.of(3);
            pool.map(x -> x, List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 1); // tasks are known to be short and sent ahead
            for (int i = 0; i < 12; i++) {
                int millis = i % 4 == 0 ? 40 : 1;
                pool.applyAsync(() -> Thread.sleep(millis));
            }

            pool.shutdown();
            pool.join();

            assertThat(pool.snapshot().workersStarted()).as("round %s", round).isLessThanOrEqualTo(3);
            assertThat(pool.snapshot().completed()).isEqualTo(9 + 12);
        }
    }
}
