package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that tasks have poisoned with open files or threads are replaced before a task suffers from it. */
@ExtendWith(NothingLeft.class)
class LeakTest {
    @TempDir
    Path directory;

    /** Counts the workers of a pool. */
    private static final class Census implements PoolListener {
        final AtomicInteger ended = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void workerEnded(WorkerInfo worker) {
            ended.incrementAndGet();
        }

        @Override
        public void workerLost(WorkerInfo worker, WorkerLostException.Reason reason, java.util.OptionalInt exitCode) {
            lost.incrementAndGet();
        }
    }

    private static long leakFile() throws Exception {
        Faults.HELD.add(new FileInputStream("/dev/null"));
        return Faults.pid();
    }

    private static long leakThread() {
        new Thread(LockSupport::park, "leaked").start();
        return Faults.pid();
    }

    private static void assumeLinux() {
        assumeThat(Files.isDirectory(Path.of("/proc/self/fd"))).isTrue();
    }

    @Test
    void tasksThatLeakFilesNeverMeetTheLimitOfTheSystem() throws Exception {
        assumeLinux();
        var census = new Census();
        try (var log = new LogWatch();
                var pool = Pool.builder()
                        .processes(1)
                        .name("leaky")
                        .maxOpenFiles(200)
                        .initializer(() -> limitFiles(600))
                        .listener(census)
                        .build()) {
            var pids = new HashSet<Long>();
            var results = new ArrayList<AsyncResult<Long>>();
            for (int i = 0; i < 2_000; i++) results.add(pool.applyAsync(() -> leakFile()));
            for (var result : results) pids.add(result.join());

            assertThat(pids).hasSizeBetween(4, 10);
            assertThat(pool.snapshot().failed()).isZero();
            assertThat(log.messages)
                    .filteredOn(message -> message.contains("leaky") && message.contains("files open"))
                    .isNotEmpty()
                    .anyMatch(message -> message.contains("maxOpenFiles 200"));
        }
        await().until(() -> census.ended.get() > 3);
        assertThat(census.lost).hasValue(0);
    }

    private static void limitFiles(int most) throws Exception {
        int exit = new ProcessBuilder("prlimit", "--pid", String.valueOf(Faults.pid()), "--nofile=" + most + ":" + most)
                .start()
                .waitFor();
        if (exit != 0) throw new IllegalStateException("prlimit failed");
    }

    @Test
    void aMapWhoseItemsLeakFilesIsCutWhereTheWorkerIsReplacedAndEveryItemStartsOnce() {
        assumeLinux();
        var gate = Gate.in(directory);
        try (var pool = Pool.builder()
                .processes(2)
                .maxOpenFiles(100)
                .initializer(() -> limitFiles(500))
                .build()) {
            var items = IntStream.range(0, 2_000).boxed().toList();

            var results = pool.map(
                    x -> {
                        gate.mark("started");
                        leakFile();
                        return x;
                    },
                    items,
                    1_000);

            assertThat(results).isEqualTo(items);
            assertThat(gate.marks("started")).isEqualTo(2_000);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void tasksThatLeakThreadsAreSpreadOverWorkers() {
        try (var pool = Pool.builder().processes(2).maxThreads(50).build()) {
            var pids = new HashSet<>(pool.map(
                    x -> leakThread(), IntStream.range(0, 1_000).boxed().toList(), 10));

            assertThat(pids).hasSizeBetween(4, 40);
            assertThat(pool.snapshot().workersLost()).isZero();
        }
    }

    @Test
    void aTaskThatOpensMuchAndClosesItKeepsItsWorker() {
        try (var pool =
                Pool.builder().processes(1).maxOpenFiles(20).maxThreads(20).build()) {
            var pids = new HashSet<>(pool.map(
                    x -> {
                        List<FileInputStream> open = new ArrayList<>();
                        for (int i = 0; i < 40; i++) open.add(new FileInputStream("/dev/null"));
                        for (var each : open) each.close();
                        return Faults.pid();
                    },
                    IntStream.range(0, 3_000).boxed().toList()));

            assertThat(pids).hasSize(1);
        }
    }

    @Test
    void whatTheInitializerOpensDoesNotCount() {
        try (var pool = Pool.builder()
                .processes(1)
                .maxOpenFiles(20)
                .maxThreads(20)
                .initializer(() -> {
                    for (int i = 0; i < 60; i++) {
                        leakFile();
                        leakThread();
                    }
                })
                .build()) {
            var pids = new HashSet<>(pool.map(
                    x -> Faults.pid(), IntStream.range(0, 5_000).boxed().toList()));

            assertThat(pids).hasSize(1);
        }
    }

    @Test
    void aSlowLeakOfManyCallsIsFoundByTime() {
        assumeLinux();
        try (var pool = Pool.builder().processes(1).maxOpenFiles(30).build()) {
            long first = pool.apply(() -> leakFile());

            await().until(() -> pool.apply(() -> leakFile()) != first);

            assertThat(pool.snapshot().failed()).isZero();
        }
    }
}
