package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers end with the JVM that owns their pool, however that ends. */
@ExtendWith(NothingLeft.class)
class ProcessPoolParentTest {
    /** What the workers do while their parent ends. */
    enum Doing {
        NOTHING,
        SPINNING,
        HANGING,
        ALLOCATING,
        PRINTING,
        SENDING;

        int run() throws Exception {
            switch (this) {
                case NOTHING:
                    return 0;
                case SPINNING:
                    return Faults.spin();
                case HANGING:
                    return Faults.hang();
                case ALLOCATING:
                    for (var held = new ArrayList<byte[]>(); ; ) {
                        held.add(new byte[100_000]);
                        if (held.size() > 100) held.clear();
                    }
                case PRINTING:
                    for (; ; ) System.out.println("...");
                default:
                    return 1;
            }
        }
    }

    /** A program that opens a pool, tells its workers' pids, and ends as it is told. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            var doing = Doing.valueOf(args[0]);
            var out = System.out;
            var pool = Pool.builder()
                    .processes(2)
                    .minProcesses(2)
                    .output(WorkerOutput.discard())
                    .build();
            while (pool.snapshot().workersStarted() < 2) Thread.sleep(1);
            for (var worker : pool.snapshot().workers())
                out.println(worker.info().pid());
            for (int i = 0; i < 2; i++) pool.applyAsync(doing::run);
            if (doing == Doing.SENDING) pool.mapAsync(bytes -> bytes, List.of(new byte[30 << 20], new byte[30 << 20]));
            Thread.sleep(50);
            out.println("ready");
            switch (args[1]) {
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                case "return" -> {}
                case "throw" -> throw new IllegalStateException("on purpose");
                default -> Faults.hang();
            }
        }
    }

    private static List<Long> pidsAfterEnd(Doing doing, String end) throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx300m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        doing.name(),
                        end)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var pids = new ArrayList<Long>();
        try (BufferedReader reader = process.inputReader()) {
            for (var line = reader.readLine(); line != null && !line.equals("ready"); line = reader.readLine())
                pids.add(Long.valueOf(line));
            if (end.equals("kill")) process.destroyForcibly();
            process.waitFor();
        }
        assertThat(pids).hasSize(2);
        return pids;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid);
    }

    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "stat"))
                    .contains(") Z");
        } catch (IOException gone) {
            return true;
        }
    }

    private static void assertAllEnd(List<Long> pids) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(2))
                .until(() -> pids.stream().noneMatch(ProcessPoolParentTest::alive));
    }

    @ParameterizedTest
    @EnumSource
    void workersEndWhenTheirParentIsKilled(Doing doing) throws Exception {
        assertAllEnd(pidsAfterEnd(doing, "kill"));
    }

    @Test
    void workersEndWhenTheirParentExitsHaltsReturnsOrThrows() throws Exception {
        for (var end : List.of("exit", "halt", "return", "throw")) assertAllEnd(pidsAfterEnd(Doing.HANGING, end));
    }
}
