package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jvmpool.WorkerLostException.Reason;
import io.github.jvmpool.launch.CrashReports;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The table "When things go wrong" of the contract. */
@ExtendWith(NothingLeft.class)
class ProcessPoolFailureTest {
    private static Pool pool;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        pool = Pool.builder()
                .processes(2)
                .maxHeap("64m")
                .output(WorkerOutput.discard())
                .build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static WorkerLostException lost(Task<Integer> fault) {
        var failure = catchThrowableOfType(WorkerLostException.class, () -> pool.apply(fault));
        assertThat(failure.pid()).isPositive().isNotEqualTo(Faults.pid());
        assertThat(failure)
                .hasMessageContaining("pid " + failure.pid())
                .hasMessageContaining("worker-")
                .hasMessageContaining(pool.snapshot().name());
        assertThat(ProcessHandle.of(failure.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
        return failure;
    }

    @Test
    void exitIsALostWorkerEvenWithCodeZero() {
        var zero = lost(() -> Faults.exit(0));
        var seven = lost(() -> Faults.exit(7));

        assertThat(zero.reason()).isEqualTo(Reason.EXITED);
        assertThat(zero.exitCode()).isZero();
        assertThat(zero).hasMessageContaining("System.exit").hasMessageContaining("exit code 0");
        assertThat(seven.exitCode()).isEqualTo(7);
    }

    @Test
    void haltIsALostWorker() {
        var failure = lost(() -> Faults.halt(42));

        assertThat(failure.reason()).isEqualTo(Reason.EXITED);
        assertThat(failure.exitCode()).isEqualTo(42);
    }

    @Test
    void exitCodeThreeAloneIsNotOutOfMemory() {
        assertThat(lost(() -> Faults.halt(3)).reason()).isEqualTo(Reason.EXITED);
    }

    @Test
    void aCrashInNativeCodeShowsTheHeadOfTheReport() {
        var failure = lost(Faults::segv);

        assertThat(failure.reason()).isEqualTo(Reason.CRASHED);
        assertThat(failure).hasMessageContaining("SIGSEGV").hasMessageContaining("crash report");
    }

    @Test
    void crashReportsArePrivateAndOnlyTheNewestAreKept() throws Exception {
        var ownWrites = List.of(Path.of("").toAbsolutePath().toFile().list());
        var pids = new ArrayList<Long>();
        try (var crashing = Pool.builder()
                .processes(2)
                .directory(directory)
                .output(WorkerOutput.discard())
                .build()) {
            for (int i = 0; i < 14; i++) {
                var failure = catchThrowableOfType(WorkerLostException.class, () -> crashing.apply(Faults::segv));
                assertThat(failure).hasMessageContaining("crash report:").hasMessageContaining("Problematic frame");
                assertThat(failure.getMessage())
                        .containsAnyOf("no core file", "No core dump", "Core dumps have been disabled");
                pids.add(failure.pid());
                assertThat(reports()).hasSizeLessThanOrEqualTo(CrashReports.MOST);
            }

            assertThat(reports())
                    .hasSize(CrashReports.MOST)
                    .allMatch(name ->
                            pids.subList(4, 14).stream().anyMatch(pid -> name.equals("hs_err_" + pid + ".log")));
            try (var entries = Files.list(directory)) {
                assertThat(entries)
                        .singleElement()
                        .satisfies(own -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                                .isEqualTo("rwx------"));
            }
        }
        assertThat(directory).isEmptyDirectory();
        assertThat(Path.of("").toAbsolutePath().toFile().list()).containsExactlyInAnyOrderElementsOf(ownWrites);
    }

    private List<String> reports() throws IOException {
        try (var all = Files.walk(directory)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("hs_err_"))
                    .toList();
        }
    }

    @Test
    void aCrashIsOneWhereverItsReportGoes() {
        try (var elsewhere = Pool.builder()
                .processes(1)
                .jvmArgs("-XX:ErrorFile=" + directory.resolve("report.log"))
                .output(WorkerOutput.discard())
                .build()) {
            assertThatThrownBy(() -> elsewhere.apply(Faults::segv))
                    .isInstanceOfSatisfying(
                            WorkerLostException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CRASHED))
                    .hasMessageContaining("SIGSEGV");
        }
    }

    @Test
    void anAbortIsACrash() {
        var failure = lost(Faults::abort);

        assertThat(failure.reason()).isEqualTo(Reason.CRASHED);
        assertThat(failure.exitCode()).isEqualTo(134);
    }

    @Test
    void aKillFromOutsideIsToldAsOne() {
        var failure = lost(Faults::kill9);

        assertThat(failure.reason()).isEqualTo(Reason.KILLED);
        assertThat(failure.exitCode()).isEqualTo(137);
        assertThat(failure).hasMessageContaining("SIGKILL").hasMessageContaining("possibly out of memory");
    }

    @Test
    void theLastLinesOfStderrAreInTheMessage() {
        var failure = lost(() -> {
            new java.io.FileOutputStream(java.io.FileDescriptor.err).write("last words 中文\n".getBytes("UTF-8"));
            return Faults.halt(9);
        });
        var printed = lost(() -> {
            System.err.println("printed last words");
            return Faults.halt(9);
        });

        assertThat(failure).hasMessageContaining("last words 中文");
        assertThat(printed).hasMessageContaining("printed last words");
    }

    @Test
    void theMessageNamesLabelAndTimeOfTheTask() {
        assertThatThrownBy(() -> pool.withLabel("resize 7").apply(() -> Faults.halt(1)))
                .isInstanceOf(WorkerLostException.class)
                .hasMessageContaining("resize 7")
                .hasMessageContainingAll(" s:", "withRetries");
    }

    // ---- out of memory ----

    @Test
    void everyKindOfOutOfMemoryEndsTheWorker() {
        assertThat(lost(Faults::fillHeap).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(lost(Faults::tooLargeArray).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(lost(Faults::fillDirectMemory).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(lost(() -> {
                            throw new OutOfMemoryError("own");
                        })
                        .reason())
                .isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void aTaskThatCatchesItsOutOfMemoryDoesNotSurvive() {
        assertThat(lost(() -> {
                            try {
                                return Faults.fillHeap();
                            } catch (OutOfMemoryError e) {
                                Faults.HELD.clear();
                                return 1;
                            }
                        })
                        .reason())
                .isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void anArgumentThatCannotFitIntoTheHeapIsRefusedAndTheWorkerLivesOn() {
        try (var one = Pool.builder().processes(1).maxHeap("64m").build()) {
            long pid = one.apply(Faults::pid);

            assertThatThrownBy(() -> one.apply((byte[] bytes) -> bytes.length, new byte[100 << 20]))
                    .isInstanceOf(ShippingException.class)
                    .hasMessageContaining("heap");

            assertThat(one.apply(Faults::pid)).isEqualTo(pid);
        }
    }

    // ---- only the running task is lost ----

    @Test
    void aPoisonItemOfMapFailsAloneAndEveryItemStartsOnce() {
        var gate = Gate.in(directory);
        var items = IntStream.range(0, 200).boxed().toList();
        for (int chunksize : new int[] {1, 10, 200}) {
            var results = pool.imap(
                    x -> {
                        gate.mark("item" + x);
                        return x % 100 == 50 ? Faults.halt(1) : x;
                    },
                    items,
                    chunksize);

            for (int i = 0; i < 200; i++) {
                if (i % 100 == 50) assertThatThrownBy(results::next).isInstanceOf(WorkerLostException.class);
                else assertThat(results.next()).isEqualTo(i);
            }
        }
        for (int i = 0; i < 200; i++) assertThat(gate.marks("item" + i)).isEqualTo(3);
    }

    @Test
    void mapTriesEveryItemAndThrowsTheLostOne() {
        var gate = Gate.in(directory);

        var failure = catchThrowable(() -> pool.map(
                x -> {
                    gate.mark("tried");
                    return x == 7 || x == 70 ? Faults.exit(x) : x;
                },
                IntStream.range(0, 200).boxed().toList()));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        WorkerLostException.class, e -> assertThat(e.exitCode()).isEqualTo(7));
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(WorkerLostException.class);
        assertThat(gate.marks("tried")).isEqualTo(200);
    }

    @Test
    void randomKillsFromOutsideLoseNothingButWhatRan() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ProcessPoolFailureTest seed " + seed);
        var random = new Random(seed);
        var gate = Gate.in(directory);
        var results = new ArrayList<AsyncResult<Integer>>();
        for (int i = 0; i < 3_000; i++) {
            int item = i;
            results.add(pool.applyAsync(() -> {
                gate.mark(String.valueOf(item % 50));
                long end = System.nanoTime() + 300_000;
                while (System.nanoTime() < end) Thread.onSpinWait();
                return item;
            }));
        }
        int kills = 0;
        while (!results.get(2_900).isDone() && kills < 8) {
            long done = pool.snapshot().completed();
            var workers = NothingLeft.workers();
            if (workers.isEmpty()) continue;
            workers.get(random.nextInt(workers.size())).destroyForcibly();
            kills++;
            org.awaitility.Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> pool.snapshot().completed() > done + 150
                            || results.get(2_999).isDone());
        }

        int failures = 0;
        for (int i = 0; i < results.size(); i++) {
            try {
                assertThat(results.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerLostException.class);
                failures++;
            }
        }
        assertThat(failures).isLessThanOrEqualTo(kills);
        long started = 0;
        for (int i = 0; i < 50; i++) started += gate.marks(String.valueOf(i));
        assertThat(started).isBetween((long) results.size() - failures, (long) results.size());
    }

    @Test
    void aProcessThatALostWorkerLeavesBehindDelaysNothing() {
        long begun = System.nanoTime();

        lost(() -> {
            new ProcessBuilder("sleep", "4").inheritIO().start();
            return Faults.halt(1);
        });

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void anExitThatHangsInAShutdownHookIsEndedByTheTimeLimit() {
        assertThatThrownBy(() -> pool.withTimeout(Duration.ofMillis(300)).apply(Faults::exitThatHangs))
                .isInstanceOf(TaskTimeoutException.class);
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }

    // ---- retries ----

    @Test
    void retriesStartALostTaskAgainInAnotherWorker() {
        var gate = Gate.in(directory);

        long pid = pool.withRetries(2).apply(() -> {
            gate.mark("start");
            if (gate.marks("start") < 3) Faults.halt(1);
            return Faults.pid();
        });

        assertThat(pid).isPositive();
        assertThat(gate.marks("start")).isEqualTo(3);
        assertThatThrownBy(() -> pool.withRetries(1).apply(() -> {
                    gate.mark("hopeless");
                    return Faults.halt(1);
                }))
                .isInstanceOf(WorkerLostException.class);
        assertThat(gate.marks("hopeless")).isEqualTo(2);
        assertThatThrownBy(() -> pool.withRetries(3).apply(() -> {
                    gate.mark("own");
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(gate.marks("own")).isEqualTo(1);
    }

    @Test
    void retriesInMapRepeatOnlyTheItemsThatWereLost() {
        var gate = Gate.in(directory);

        var results = pool.withRetries(1)
                .map(
                        x -> {
                            gate.mark("x" + x);
                            if (x % 10 == 3 && gate.marks("x" + x) == 1) Faults.halt(1);
                            return x;
                        },
                        IntStream.range(0, 30).boxed().toList());

        assertThat(results).isEqualTo(IntStream.range(0, 30).boxed().toList());
        for (int i = 0; i < 30; i++) assertThat(gate.marks("x" + i)).isEqualTo(i % 10 == 3 ? 2 : 1);
    }

    // ---- what cannot travel ----

    private static final class Holder implements Serializable {
        private final Object inner;

        Holder(Object inner) {
            this.inner = inner;
        }
    }

    private static final class UnreadableException extends RuntimeException {
        private final Object lock = new Object();
    }

    private static final class ThrowsOnWrite implements Serializable {
        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException("on write");
        }
    }

    private static final class ThrowsOnRead implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("on read");
        }
    }

    private static final class ExitsOnRead implements Serializable {
        private void readObject(ObjectInputStream in) throws IOException {
            if (Worker.find().isPresent()) Faults.halt(5);
        }
    }

    @Test
    void anArgumentThatCannotTravelIsRefusedAtTheCallersLineWithThePathOfFields() {
        var argument = new Holder(List.of(new Holder(new Thread("x"))));

        var failure = catchThrowable(() -> pool.apply(x -> 1, argument));

        assertThat(failure)
                .isExactlyInstanceOf(ShippingException.class)
                .hasMessageContaining("argument")
                .hasMessageContaining("Holder.inner")
                .hasMessageContaining("java.lang.Thread")
                .hasCauseInstanceOf(NotSerializableException.class);
        assertThat(failure.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().contains("anArgumentThatCannotTravel"));
        assertThatThrownBy(() -> pool.applyAsync(x -> 1, argument)).isInstanceOf(ShippingException.class);
        assertThatThrownBy(() -> pool.apply(x -> 1, new ThrowsOnWrite()))
                .isInstanceOf(ShippingException.class)
                .hasMessageContaining("on write");
    }

    @Test
    void aFunctionThatCapturesWhatCannotTravelIsRefused() {
        var lock = new Object();
        var thread = new Thread("x");

        assertThatThrownBy(() -> pool.apply(() -> lock.hashCode() + thread.hashCode()))
                .isExactlyInstanceOf(ShippingException.class)
                .hasMessageContaining("function")
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void anItemOfMapThatCannotTravelIsRefusedAndThePoolLivesOn() {
        assertThatThrownBy(() -> pool.map(x -> 1, List.of(1, new Object(), 2))).isInstanceOf(ShippingException.class);
        assertThat(pool.map(x -> x, List.of(1, 2))).containsExactly(1, 2);
    }

    @Test
    void aResultThatCannotTravelFailsAndTheWorkerLivesOn() {
        try (var one = Pool.of(1)) {
            long pid = one.apply(Faults::pid);

            assertThatThrownBy(() -> one.apply(() -> new Holder(new Holder(new Thread("x")))))
                    .isExactlyInstanceOf(ShippingException.class)
                    .hasMessageContaining("result")
                    .hasMessageContaining("Holder.inner")
                    .hasMessageContaining("java.lang.Thread");
            assertThatThrownBy(() -> one.apply(() -> new ThrowsOnWrite()))
                    .isExactlyInstanceOf(ShippingException.class)
                    .hasMessageContaining("on write");
            assertThatThrownBy(() -> one.apply(() -> new ThrowsOnRead()))
                    .isExactlyInstanceOf(ShippingException.class)
                    .hasMessageContaining("on read");
            assertThatThrownBy(() -> one.map(x -> x == 2 ? new Object() : x, List.of(1, 2, 3)))
                    .isExactlyInstanceOf(ShippingException.class);

            assertThat(one.apply(Faults::pid)).isEqualTo(pid);
        }
    }

    @Test
    void anArgumentThatCannotBeReadFailsInTheWorkerWhichLivesOn() {
        try (var one = Pool.of(1)) {
            long pid = one.apply(Faults::pid);

            assertThatThrownBy(() -> one.apply(x -> 1, new ThrowsOnRead()))
                    .isExactlyInstanceOf(ShippingException.class)
                    .hasMessageContaining("on read");

            assertThat(one.apply(Faults::pid)).isEqualTo(pid);
            assertThatThrownBy(() -> one.apply(x -> 1, new ExitsOnRead())).isInstanceOf(WorkerLostException.class);
        }
    }

    @Test
    void anExceptionThatCannotTravelIsToldOf() {
        var failure = catchThrowable(() -> pool.apply(() -> {
            throw new UnreadableException();
        }));

        assertThat(failure)
                .isExactlyInstanceOf(ShippingException.class)
                .hasMessageContaining(UnreadableException.class.getName())
                .hasMessageContaining("lock");
    }

    @Test
    void anExceptionWithACyclicCauseArrives() {
        var failure = catchThrowable(() -> pool.apply(() -> {
            var a = new IllegalStateException("a");
            var b = new IllegalStateException("b", a);
            a.initCause(b);
            throw a;
        }));

        assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("a");
        assertThat(failure.getCause().getCause()).isSameAs(failure);
    }

    // ---- all of it, mixed ----

    @Test
    void everyFutureCompletesAsItsTaskDeserves() {
        long seed = System.nanoTime();
        System.out.println("ProcessPoolFailureTest seed " + seed);
        var random = new Random(seed);
        var kinds = new ArrayList<Integer>();
        var results = new ArrayList<AsyncResult<Object>>();
        for (int i = 0; i < 1_000; i++) {
            int kind = random.nextInt(100);
            kinds.add(kind);
            results.add(pool.applyAsync(k -> mixed(k), kind));
        }

        var pids = new HashSet<Long>();
        for (int i = 0; i < results.size(); i++) {
            var failure = catchThrowable(results.get(i)::join);
            switch (kinds.get(i)) {
                case 0 -> {
                    assertThat(failure).hasCauseInstanceOf(WorkerLostException.class);
                    pids.add(((WorkerLostException) failure.getCause()).pid());
                }
                case 1 -> assertThat(failure).hasCauseInstanceOf(ShippingException.class);
                case 2 -> assertThat(failure).hasCauseInstanceOf(StackOverflowError.class);
                case 3 -> assertThat(failure).hasCauseInstanceOf(TaskException.class);
                default -> assertThat(results.get(i).join()).isEqualTo(kinds.get(i));
            }
        }
        assertThat(pids).hasSize((int) kinds.stream().filter(kind -> kind == 0).count());
    }

    private static Object mixed(int kind) throws Exception {
        return switch (kind) {
            case 0 -> Faults.halt(1);
            case 1 -> new Object();
            case 2 -> Faults.overflowStack(0);
            case 3 -> throw new IOException();
            default -> kind;
        };
    }
}
