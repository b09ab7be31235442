package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when Ctrl-C is pressed: the terminal sends SIGINT to the program and to all of its workers at once. */
class CtrlCTest {
    private static final int WORKERS = 4;

    @TempDir
    Path directory;

    private Process process;

    @BeforeAll
    static void needsSetsid() {
        org.assertj.core.api.Assumptions.assumeThat(List.of("/usr/bin/setsid", "/bin/setsid"))
                .anyMatch(path -> Files.isExecutable(Path.of(path)));
    }

    @AfterEach
    void end() {
        if (process == null) return;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Blocks in map, with workers that are idle, print, sleep and spin. */
    static final class Blocked {
        private Blocked() {}

        public static void main(String[] args) {
            try (var pool =
                    Pool.builder().processes(WORKERS).minProcesses(WORKERS).build()) {
                pool.map(
                        x -> {
                            Files.createFile(Path.of(args[0], "started" + x));
                            while (x == 0) {
                                System.out.println("x".repeat(70));
                                Thread.sleep(1);
                            }
                            return x == 1 ? Faults.hang() : Faults.spin();
                        },
                        IntStream.range(0, WORKERS - 1).boxed().toList(),
                        1);
            }
        }
    }

    /** Handles the signal, and goes on with its pool. */
    static final class GoesOn {
        private GoesOn() {}

        public static void main(String[] args) throws Exception {
            var signals = new AtomicInteger();
            var handler = Class.forName("sun.misc.SignalHandler");
            var signal = Class.forName("sun.misc.Signal");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, m, a) -> {
                                signals.incrementAndGet();
                                return null;
                            }));
            try (var pool = Pool.builder().processes(2).minProcesses(2).build()) {
                var before = pids(pool);
                var running = pool.applyAsync(() -> {
                    Files.createFile(Path.of(args[0], "started0"));
                    while (!Files.exists(Path.of(args[0], "go"))) Thread.sleep(1);
                    return Faults.pid();
                });
                while (signals.get() == 0) Thread.sleep(1);
                Files.createFile(Path.of(args[0], "go"));
                before.add(running.join());
                before.addAll(pids(pool));
                System.out.println(
                        "pids " + before.size() + " lost " + pool.snapshot().workersLost());
            }
        }

        private static HashSet<Long> pids(Pool pool) {
            var pids = new HashSet<Long>();
            while (pids.size() < 2)
                pids.addAll(pool.map(
                        x -> {
                            Thread.sleep(5);
                            return Faults.pid();
                        },
                        IntStream.range(0, 8).boxed().toList(),
                        1));
            return pids;
        }
    }

    /** Starts a program in a process group of its own, as a shell does, and not deaf to Ctrl-C even if what runs this test is. */
    private void start(Class<?> main) throws IOException {
        process = new ProcessBuilder(
                        "setsid",
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectError(directory.resolve("err").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    private void awaitStarted(int tasks) {
        for (int i = 0; i < tasks; i++) {
            var file = directory.resolve("started" + i);
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file) || !process.isAlive());
        }
        assertThat(process.isAlive()).isTrue();
    }

    private void pressCtrlC() throws Exception {
        int exit = new ProcessBuilder("kill", "-INT", "--", "-" + process.pid())
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    /** Whether it is there and no zombie, whose parent is gone and waits for nobody to reap it. */
    private static boolean runs(ProcessHandle process) {
        try {
            return process.isAlive()
                    && !Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
                            .contains(") Z");
        } catch (IOException gone) {
            return false;
        }
    }

    private List<String> lines(String name) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(directory.resolve(name))) {
            return new ArrayList<>(reader.lines().toList());
        }
    }

    @Test
    void endsAProgramAndAllItsWorkersWithinASecondAndQuietly() throws Exception {
        start(Blocked.class);
        awaitStarted(WORKERS - 1);
        await().atMost(Duration.ofSeconds(30)).until(() -> process.descendants().count() >= WORKERS);
        var all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.removeIf(each -> !each.info().command().orElse("").endsWith("java"));

        pressCtrlC();

        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(1))
                .until(() -> all.stream().noneMatch(CtrlCTest::runs));
        assertThat(all).hasSize(WORKERS + 1);
        assertThat(lines("err")).isEmpty();
        assertThat(lines("out")).allMatch(line -> line.matches("x*"));
    }

    @Test
    void costsNoWorkerIfTheProgramHandlesItAndGoesOn() throws Exception {
        start(GoesOn.class);
        awaitStarted(1);

        pressCtrlC();

        assertThat(process.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(lines("err")).isEmpty();
        assertThat(lines("out")).containsExactly("pids 2 lost 0");
    }

    @Test
    void aProcessThatATaskHasStartedIsNotDeafToIt() throws Exception {
        try (var pool = Pool.of(1)) {
            var ignores = pool.apply(() -> {
                var sleep = new ProcessBuilder("sleep", "60").start();
                try {
                    return ignoresInterrupts(sleep.pid());
                } finally {
                    sleep.destroyForcibly();
                }
            });

            assertThat(ignores)
                    .isEqualTo(ignoresInterrupts(ProcessHandle.current().pid()));
        }
    }

    private static boolean ignoresInterrupts(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status")))
            if (line.startsWith("SigIgn:")) return (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 1L << 1) != 0;
        throw new IOException("/proc/" + pid + "/status does not say which signals are ignored");
    }
}
