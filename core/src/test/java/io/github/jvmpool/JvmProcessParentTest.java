package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of processes when the JVM that started them ends, in whatever way. */
class JvmProcessParentTest {
    @TempDir
    Path directory;

    private Program program(Class<?> main) throws IOException {
        return new Program(main, directory.toString());
    }

    private static void awaitEndOf(List<Long> pids) {
        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> pids.stream()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .map(ProcessHandle::isAlive)
                                .orElse(false)));
    }

    private static List<Long> pids(Program program) {
        return program.process.toHandle().descendants().map(ProcessHandle::pid).toList();
    }

    /** Starts a child that ends when the gate is open, and returns from main. */
    static final class ReturnsFromMain {
        public static void main(String[] args) {
            var gate = new Gate(args[0]);
            JvmProcess.start(() -> {
                gate.pass();
                System.out.println("child out");
                System.err.println("child err");
            });
            System.out.println("main returns");
        }
    }

    @Test
    void aProcessThatIsNoDaemonIsWaitedForWhenMainReturns() throws Exception {
        try (var program = program(ReturnsFromMain.class)) {
            Awaitility.await().until(() -> program.out.contains("main returns"));
            assertThat(program.process.isAlive()).isTrue();

            Gate.in(directory).open();

            assertThat(program.exitCode()).isZero();
            assertThat(program.out).containsExactly("main returns", "child out");
            assertThat(program.err).containsExactly("child err");
        }
    }

    /** Says what is to be done on a child's exit, and returns from main. */
    static final class HandsOnTheExit {
        public static void main(String[] args) {
            JvmProcess.start(() -> {}).onExit().thenAccept(process -> System.out.println(process.exitCode()));
        }
    }

    @Test
    void whatIsToBeDoneOnTheExitIsDoneBeforeTheParentEnds() throws Exception {
        try (var program = program(HandsOnTheExit.class)) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out).containsExactly("OptionalInt[0]");
        }
    }

    /** Starts a child that ends when the gate is open, and exits. */
    static final class CallsExit {
        public static void main(String[] args) {
            var gate = new Gate(args[0]);
            JvmProcess.start(() -> {
                gate.pass();
                System.out.println("child");
            });
            System.out.println("exit");
            System.exit(5);
        }
    }

    @Test
    void aProcessThatIsNoDaemonIsWaitedForBySystemExit() throws Exception {
        try (var program = program(CallsExit.class)) {
            Awaitility.await().until(() -> program.out.contains("exit"));
            assertThat(program.process.isAlive()).isTrue();

            Gate.in(directory).open();

            assertThat(program.exitCode()).isEqualTo(5);
            assertThat(program.out).containsExactly("exit", "child");
        }
    }

    /** Starts a child with a shutdown hook that works until it is ended; a daemon unless told otherwise. */
    private static void startEndless(Gate gate, boolean daemon) {
        JvmProcess.builder(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("child's hook")));
                    gate.mark("running");
                    gate.pass();
                })
                .daemon(daemon)
                .build()
                .start();
        gate.awaitMarks("running", 1);
    }

    /** Starts an endless daemon and returns from main. */
    static final class LeavesADaemon {
        public static void main(String[] args) {
            startEndless(new Gate(args[0]), true);
            System.out.println("main returns");
        }
    }

    @Test
    void aDaemonIsTerminatedWhenMainReturns() throws Exception {
        try (var program = program(LeavesADaemon.class)) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out).containsExactly("main returns", "child's hook");
        }
    }

    /** Starts an endless daemon and exits. */
    static final class ExitsWithADaemon {
        public static void main(String[] args) {
            startEndless(new Gate(args[0]), true);
            System.exit(6);
        }
    }

    @Test
    void aDaemonIsTerminatedBySystemExit() throws Exception {
        try (var program = program(ExitsWithADaemon.class)) {
            assertThat(program.exitCode()).isEqualTo(6);
            assertThat(program.out).containsExactly("child's hook");
        }
    }

    /** Starts a daemon that does not end when it is asked to, and returns from main. */
    static final class LeavesAStubbornDaemon {
        public static void main(String[] args) {
            var gate = new Gate(args[0]);
            JvmProcess.builder(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            try {
                                gate.pass();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }));
                        System.out.println("pid " + JvmProcess.current().pid());
                        gate.mark("running");
                        gate.pass();
                    })
                    .daemon(true)
                    .build()
                    .start();
            gate.awaitMarks("running", 1);
        }
    }

    @Test
    void aDaemonThatDoesNotHeedItsTerminationEndsWithItsParent() throws Exception {
        try (var program = program(LeavesAStubbornDaemon.class)) {
            assertThat(program.exitCode()).isZero();
            awaitEndOf(List.of(Long.parseLong(program.out.get(0).substring("pid ".length()))));
        }
    }

    /** Starts a child that is no daemon, has a child itself, and works until it is ended; waits for it. */
    static final class WaitsForEver {
        public static void main(String[] args) throws InterruptedException {
            var gate = new Gate(args[0]);
            JvmProcess.start(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("child's hook")));
                        JvmProcess.start(() -> {
                            Runtime.getRuntime()
                                    .addShutdownHook(new Thread(() -> System.out.println("grandchild's hook")));
                            gate.mark("running");
                            gate.pass();
                        });
                        gate.mark("running");
                        gate.pass();
                    })
                    .join();
        }
    }

    @Test
    void killingTheParentEndsAllItsProcesses() throws Exception {
        try (var program = program(WaitsForEver.class)) {
            Gate.in(directory).awaitMarks("running", 2);
            var pids = pids(program);
            assertThat(pids).hasSize(2);

            program.process.toHandle().destroyForcibly();

            assertThat(program.exitCode()).isEqualTo(137);
            awaitEndOf(pids);
        }
    }

    @Test
    void aSignalThatEndsTheParentTerminatesAllItsProcesses() throws Exception {
        try (var program = program(WaitsForEver.class)) {
            Gate.in(directory).awaitMarks("running", 2);
            var pids = pids(program);

            program.process.toHandle().destroy();

            assertThat(program.exitCode()).isEqualTo(143);
            awaitEndOf(pids);
            assertThat(program.out).containsExactlyInAnyOrder("child's hook", "grandchild's hook");
        }
    }
}
