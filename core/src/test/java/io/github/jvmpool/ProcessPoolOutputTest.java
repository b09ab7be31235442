package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tasks print, and where it goes. */
@ExtendWith(NothingLeft.class)
class ProcessPoolOutputTest {
    /** {@code System.out} and {@code System.err} of this JVM, caught while it is open. */
    private static final class Caught implements AutoCloseable {
        private final PrintStream oldOut = System.out;
        private final PrintStream oldErr = System.err;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();

        Caught() {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        }

        String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
    }

    private static Pool collecting(List<String> lines) {
        return Pool.builder()
                .processes(2)
                .output(WorkerOutput.to((worker, line) -> lines.add(line)))
                .build();
    }

    @Test
    void aConsumerThatBlocksForEverDoesNotKeepATerminatedPoolFromEnding() throws Exception {
        var forever = new CountDownLatch(1);
        for (int lines : new int[] {1, 20_000, 100_000}) {
            var entered = new CountDownLatch(1);
            var pool = Pool.builder()
                    .processes(1)
                    .output(WorkerOutput.to((worker, line) -> {
                        entered.countDown();
                        block(forever);
                    }))
                    .build();
            try (pool) {
                var call = pool.applyAsync(() -> {
                    for (int i = 0; i < lines; i++) System.out.println("line " + i);
                    return Faults.halt(1);
                });
                entered.await();
                // Few: the worker's end waits behind them. Many: its reader waits too. Very many: the worker itself
                // does.
                if (lines < 100_000) await().until(() -> NothingLeft.workers().isEmpty());

                pool.terminate();

                assertThat(pool.join(Duration.ofSeconds(1))).isTrue();
                assertThat(call).isCancelled();
            }
        }
        forever.countDown();
    }

    private static void block(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void printsAppearBeforeTheResult() {
        try (var caught = new Caught();
                var pool = Pool.of(1)) {
            for (int i = 0; i < 100; i++) {
                int item = i;
                pool.apply(() -> {
                    System.out.println("out 中文 " + item);
                    System.err.println("err " + item);
                });

                assertThat(caught.out()).endsWith("out 中文 " + i + System.lineSeparator());
                assertThat(caught.err()).endsWith("err " + i + System.lineSeparator());
            }
        }
    }

    @Test
    void printsAppearBeforeTheCallbackAndTheExceptionToo() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var seen = new ArrayList<Integer>();
        try (var pool = collecting(lines)) {
            pool.applyAsync(
                            () -> {
                                System.out.println("a");
                                return 1;
                            },
                            value -> seen.add(lines.size()),
                            null)
                    .join();
            assertThatThrownBy(() -> pool.apply(() -> {
                        System.out.println("b");
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(lines).containsExactly("a", "b");
            assertThat(seen).containsExactly(1);
        }
    }

    @Test
    void linesOfDifferentWorkersAreNeverMixed() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        try (var pool = collecting(lines)) {
            pool.forEach(
                    x -> {
                        for (int i = 0; i < 100; i++) {
                            System.out.print("begin ");
                            System.out.print(x);
                            System.out.print(" middle ".repeat(20));
                            System.out.println("end");
                        }
                    },
                    IntStream.range(0, 20).boxed().toList(),
                    1);
        }
        assertThat(lines).hasSize(2_000).allMatch(line -> line.startsWith("begin ") && line.endsWith("end"));
    }

    @Test
    void aLineThatHasNotEndedAppearsWithItsTask() {
        try (var caught = new Caught();
                var pool = Pool.of(1)) {
            pool.apply(() -> System.out.print("no end"));

            assertThat(caught.out()).isEqualTo("no end");
        }
    }

    @Test
    void everyMapItemsPrintsAppearBeforeItsResult() {
        var lines = new CopyOnWriteArrayList<String>();
        try (var pool = collecting(lines)) {
            var results = pool.imap(
                    x -> {
                        System.out.println("item " + x);
                        return x;
                    },
                    IntStream.range(0, 500).boxed().toList());
            for (int i = 0; i < 500; i++) {
                results.next();
                assertThat(lines).contains("item " + i);
            }
        }
    }

    @Test
    void prefixedLinesNamePoolAndWorker() {
        try (var caught = new Caught();
                var pool = Pool.builder()
                        .processes(1)
                        .name("shop")
                        .output(WorkerOutput.prefixed())
                        .build()) {
            pool.apply(() -> {
                System.out.println("hello");
                System.err.println("oops");
            });

            assertThat(caught.out()).isEqualTo("[shop worker-1] hello" + System.lineSeparator());
            assertThat(caught.err()).isEqualTo("[shop worker-1] oops" + System.lineSeparator());
        }
    }

    @Test
    void discardedOutputGoesNowhere() {
        try (var caught = new Caught();
                var pool = Pool.builder()
                        .processes(1)
                        .output(WorkerOutput.discard())
                        .build()) {
            pool.apply(() -> {
                System.out.println("hello");
                System.err.println("oops");
            });

            assertThat(caught.out() + caught.err()).isEmpty();
        }
    }

    @Test
    void aConsumerLearnsWhoPrintedAndMayThrow() {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        try (var pool = Pool.builder()
                .processes(1)
                .output(WorkerOutput.to((worker, line) -> {
                    heard.add(worker.name() + " " + (worker.pid() > 0) + " " + line);
                    throw new IllegalStateException("logged");
                }))
                .build()) {
            pool.apply(() -> System.out.println("x"));
            pool.apply(() -> System.out.println("y"));

            assertThat(heard).containsExactly("worker-1 true x", "worker-1 true y");
        }
    }

    @Test
    void nativePrintsAppearTooAndHarmNothing() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        try (var pool = collecting(lines)) {
            pool.apply(() -> {
                new FileOutputStream(FileDescriptor.out).write("native out 中文\n".getBytes(StandardCharsets.UTF_8));
                new FileOutputStream(FileDescriptor.err).write("native err\n".getBytes(StandardCharsets.UTF_8));
            });

            await().until(() -> lines.contains("native out 中文") && lines.contains("native err"));
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void nativeNulsAndHalfLinesHarmNothing() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        try (var pool = collecting(lines)) {
            pool.apply(() -> {
                new FileOutputStream(FileDescriptor.out).write(new byte[] {0, 'a', 0, 0, 'b'});
            });
            for (int i = 0; i < 100; i++) {
                int item = i;
                assertThat(pool.apply(() -> item)).isEqualTo(item);
            }
        }
        assertThat(lines).containsExactly("ab");
    }

    @Test
    void whatAProcessStartedByATaskPrintsHarmsNothing() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        try (var pool = collecting(lines)) {
            pool.apply(() -> {
                new ProcessBuilder("sh", "-c", "echo child; cat")
                        .inheritIO()
                        .start()
                        .waitFor();
            });
            for (int i = 0; i < 100; i++) {
                int item = i;
                assertThat(pool.apply(() -> item)).isEqualTo(item);
            }

            await().until(() -> lines.contains("child"));
        }
    }

    @Test
    void whatALostTaskPrintedAppearsBeforeItsFailure() {
        for (int i = 0; i < 5; i++) {
            var lines = Collections.synchronizedList(new ArrayList<String>());
            try (var pool = collecting(lines)) {
                assertThatThrownBy(() -> pool.apply(() -> {
                            System.out.println("printed");
                            new FileOutputStream(FileDescriptor.out).write("native".getBytes(StandardCharsets.UTF_8));
                            return Faults.halt(1);
                        }))
                        .isInstanceOf(WorkerLostException.class);

                assertThat(lines).containsExactlyInAnyOrder("printed", "native");
            }
        }
    }

    @Test
    void closingSystemOutHarmsNothing() {
        try (var pool =
                Pool.builder().processes(1).output(WorkerOutput.discard()).build()) {
            long pid = pool.apply(() -> {
                System.out.close();
                System.err.close();
                System.in.close();
                return Faults.pid();
            });

            assertThat(pool.apply(Faults::pid)).isEqualTo(pid);
        }
    }

    @Test
    void standardInputIsEmpty() {
        try (var pool = Pool.of(1)) {
            assertThat(pool.apply(() -> System.in.read())).isEqualTo(-1);
        }
    }

    @Test
    void tenMegabytesOfPrintsArriveWhole() {
        var lines = new AtomicLong();
        var characters = new AtomicLong();
        try (var pool = Pool.builder()
                .processes(2)
                .output(WorkerOutput.to((worker, line) -> {
                    lines.incrementAndGet();
                    characters.addAndGet(line.length());
                }))
                .build()) {
            pool.forEach(
                    x -> {
                        var line = "x".repeat(99);
                        for (int i = 0; i < 25_000; i++) System.out.println(line);
                    },
                    List.of(1, 2, 3, 4));

            assertThat(lines).hasValue(100_000);
            assertThat(characters).hasValue(9_900_000);
        }
    }

    @Test
    void oneLineOfMegabytesHarmsNothing() {
        var characters = new AtomicLong();
        try (var pool = Pool.builder()
                .processes(1)
                .output(WorkerOutput.to((worker, line) -> characters.addAndGet(line.length())))
                .build()) {
            pool.apply(() -> System.out.println("y".repeat(3 << 20)));

            assertThat(characters).hasValue(3 << 20);
        }
    }

    @Test
    void aSlowConsumerHoldsUpItsWorkerButLosesNothing() {
        var lines = new AtomicLong();
        try (var pool = Pool.builder()
                .processes(1)
                .output(WorkerOutput.to((worker, line) -> {
                    long end = System.nanoTime() + 20_000;
                    while (System.nanoTime() < end) Thread.onSpinWait();
                    lines.incrementAndGet();
                }))
                .build()) {
            pool.apply(() -> {
                for (int i = 0; i < 20_000; i++) System.out.println(i);
            });

            assertThat(lines).hasValue(20_000);
        }
    }
}
