package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process: what it runs, prints, and how it ends. */
class JvmProcessTest {
    private static int num = 100;

    @TempDir
    Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        var left = JvmProcess.activeChildren();
        left.forEach(JvmProcess::kill);

        assertThat(left).isEmpty();
    }

    private JvmProcess.Builder printing(VoidTask task) {
        return JvmProcess.builder(task).output(WorkerOutput.to((worker, line) -> lines.add(line)));
    }

    private JvmProcess run(VoidTask task) throws InterruptedException {
        return run(printing(task));
    }

    private static JvmProcess run(JvmProcess.Builder builder) throws InterruptedException {
        var process = builder.build();
        process.start();
        process.join();
        return process;
    }

    // ---- what it runs ----

    @Test
    void runsTheTaskInAJvmOfItsOwn() throws InterruptedException {
        var process = run(() -> System.out.println(ProcessHandle.current().pid()));

        assertThat(process.exitCode()).hasValue(0);
        assertThat(process.isAlive()).isFalse();
        assertThat(process.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(lines).containsExactly("" + process.pid());
    }

    @Test
    void aStaticFieldChangedInTheProcessStaysAsItWasHere() throws InterruptedException {
        run(() -> {
            num += 1;
            System.out.println("child " + num);
        });

        assertThat(lines).containsExactly("child 101");
        assertThat(num).isEqualTo(100);
    }

    @Test
    void takesWhatTheTaskCaptures() throws InterruptedException {
        var numbers = IntStream.range(0, 500_000).toArray();
        var names = List.of("a", "ä", "蟒");

        run(() -> System.out.println(
                names + " " + IntStream.of(numbers).asLongStream().sum()));

        assertThat(lines).containsExactly("[a, ä, 蟒] 124999750000");
    }

    @Test
    void runsMethodReferencesAndOtherObjects() throws InterruptedException {
        run(JvmProcessTest::hello);
        run(new Hello("object"));

        assertThat(lines).containsExactly("hello from a method", "hello from an object");
    }

    private static void hello() {
        System.out.println("hello from a method");
    }

    private record Hello(String what) implements VoidTask {
        @Override
        public void run() {
            System.out.println("hello from an " + what);
        }
    }

    @Test
    void encodesTheTaskAsItIsWhenItIsStarted() throws InterruptedException {
        var words = new ArrayList<String>();
        var process = printing(() -> System.out.println(words)).build();
        words.add("late");

        process.start();
        process.join();

        assertThat(lines).containsExactly("[late]");
    }

    @Test
    void runsOnTheMainThread() throws InterruptedException {
        run(() -> System.out.println(
                Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon()));

        assertThat(lines).containsExactly("main false");
    }

    @Test
    void takesArgumentsEnvironmentAndHeapLimit() throws InterruptedException {
        run(printing(() -> System.out.println(System.getProperty("colour") + " " + System.getenv("SHAPE") + " "
                        + (Runtime.getRuntime().maxMemory() >> 20)))
                .jvmArgs("-Dcolour=red")
                .environment(Map.of("SHAPE", "round"))
                .maxHeap("64m")
                .directory(directory));

        assertThat(lines).singleElement().asString().matches("red round 6[0-4]");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void checksItsOptions() {
        VoidTask nothing = () -> {};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> JvmProcess.builder(nothing).maxHeap("much").build())
                .withMessageContaining("maxHeap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JvmProcess.builder(nothing).name(" ").build())
                .withMessageContaining("name");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        JvmProcess.builder(nothing).startTimeout(Duration.ZERO).build())
                .withMessageContaining("startTimeout");
        assertThatThrownBy(() -> JvmProcess.builder(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- what it prints ----

    @Test
    void itsLinesArriveInOrderBeforeJoinReturns() throws InterruptedException {
        run(() -> {
            for (int i = 0; i < 2000; i++) (i % 3 == 0 ? System.err : System.out).println("line " + i);
            System.out.print("no line end");
        });

        var expected = new ArrayList<String>();
        for (int i = 0; i < 2000; i++) expected.add("line " + i);
        expected.add("no line end");
        assertThat(lines).isEqualTo(expected);
    }

    @Test
    void printsOfThreadsAndShutdownHooksArriveToo() throws InterruptedException {
        run(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.println("hook");
                System.out.print("end");
            }));
            new Thread(() -> {
                        pause(200);
                        System.out.println("thread");
                    })
                    .start();
            System.out.println("task");
        });

        assertThat(lines).containsExactly("task", "thread", "hook", "end");
    }

    @Test
    void printsOfProgramsThatInheritItsOutputArriveToo() throws InterruptedException {
        run(() -> new ProcessBuilder("echo", "from echo").inheritIO().start().waitFor());

        assertThat(lines).containsExactly("from echo");
    }

    // ---- how it ends ----

    @Test
    void anUncaughtExceptionPrintsItsStackTraceAndGivesExitCodeOne() throws InterruptedException {
        var errors = new CopyOnWriteArrayList<String>();
        var process =
                run(JvmProcess.builder(JvmProcessTest::fail).name("failing").output(new WorkerOutput() {
                    @Override
                    void print(WorkerInfo worker, String line, boolean error, boolean complete) {
                        if (error) errors.add(line);
                    }
                }));

        assertThat(process.exitCode()).hasValue(1);
        assertThat(errors).startsWith("Process failing:");
        assertThat(errors.get(1)).contains("java.lang.IllegalStateException: outer");
        assertThat(errors.get(2)).contains("at ").contains("JvmProcessTest.fail(JvmProcessTest.java:");
        assertThat(errors).contains("Caused by: java.io.IOException: inner");
        assertThat(errors).noneMatch(line -> line.contains("jvmpool.worker") || line.contains("WorkerMain"));
    }

    private static void fail() {
        throw new IllegalStateException("outer", new java.io.IOException("inner"));
    }

    @Test
    void lackOfMemoryIsAnExceptionLikeOthers() throws InterruptedException {
        var process = run(printing(() -> {
                    var all = new ArrayList<byte[]>();
                    while (all.size() < 10_000) all.add(new byte[1 << 20]);
                })
                .maxHeap("32m"));

        assertThat(process.exitCode()).hasValue(1);
        assertThat(lines).anyMatch(line -> line.contains("java.lang.OutOfMemoryError"));
    }

    @Test
    void systemExitGivesItsCodeAndRunsShutdownHooks() throws InterruptedException {
        var process = run(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            System.exit(42);
        });

        assertThat(process.exitCode()).hasValue(42);
        assertThat(lines).containsExactly("hook");
    }

    @Test
    void terminateRunsShutdownHooks() throws InterruptedException {
        var gate = Gate.in(directory);
        var process = printing(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                    System.out.println("task");
                    gate.mark("running");
                    gate.pass();
                })
                .build();
        process.start();
        gate.awaitMarks("running", 1);

        process.terminate();
        process.join();

        assertThat(process.exitCode()).hasValue(143);
        assertThat(lines).containsExactly("task", "hook");
        process.terminate();
    }

    @Test
    void killLosesNothingThatWasPrinted() throws InterruptedException {
        var gate = Gate.in(directory);
        var process = printing(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
                    for (int i = 0; i < 1000; i++) System.out.println(i);
                    gate.mark("running");
                    gate.pass();
                })
                .build();
        process.start();
        gate.awaitMarks("running", 1);

        process.kill();
        process.join();

        assertThat(process.exitCode()).hasValue(137);
        assertThat(lines).hasSize(1000).endsWith("998", "999");
        process.kill();
    }

    // ---- waiting ----

    @Test
    void joinWithATimeLimitTellsWhetherItHasEnded() throws InterruptedException {
        var gate = Gate.in(directory);
        try (var process = JvmProcess.start(gate::pass)) {
            assertThat(process.join(Duration.ofMillis(20))).isFalse();
            assertThat(process.isAlive()).isTrue();
            assertThat(process.exitCode()).isEmpty();

            gate.open();

            assertThat(process.join(Duration.ofMinutes(1))).isTrue();
            assertThat(process.join(Duration.ZERO)).isTrue();
            assertThat(process.exitCode()).hasValue(0);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheProcess() {
        var gate = Gate.in(directory);
        try (var process = JvmProcess.start(gate::pass)) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(process::join).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(process.isAlive()).isTrue();

            gate.open();
        }
    }

    @Test
    void onExitCompletesWithTheProcess() {
        var gate = Gate.in(directory);
        var process = JvmProcess.builder(gate::pass).build();
        var early = process.onExit();
        process.start();
        var cancelled = process.onExit();
        var codes = process.onExit().thenApply(ended -> {
            join(ended); // has ended already
            return ended.exitCode();
        });

        cancelled.cancel(true);
        assertThat(process.isAlive()).isTrue();
        gate.open();

        assertThat(early.join()).isSameAs(process);
        assertThat(codes.join()).hasValue(0);
        assertThat(process.onExit().join()).isSameAs(process);
    }

    private static void join(JvmProcess process) {
        try {
            process.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void activeChildrenAreThoseThatHaveNotEnded() throws InterruptedException {
        var gate = Gate.in(directory);
        var first = JvmProcess.start(gate::pass);
        var second = JvmProcess.start(gate::pass);

        assertThat(JvmProcess.activeChildren()).containsExactly(first, second);
        first.kill();
        first.join();
        assertThat(JvmProcess.activeChildren()).containsExactly(second);
        gate.open();
        second.join();
        assertThat(JvmProcess.activeChildren()).isEmpty();
    }

    @Test
    void closeWaitsAndMayBeCalledAgain() {
        var process = printing(() -> {
                    pause(200);
                    System.out.println("done");
                })
                .build();
        process.close();
        process.start();

        process.close();

        assertThat(lines).containsExactly("done");
        assertThat(process.exitCode()).hasValue(0);
        process.close();
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void closeTerminatesADaemon() {
        var gate = Gate.in(directory);
        var process = JvmProcess.builder(gate::pass).daemon(true).build();
        try (process) {
            process.start();
            assertThat(process.isDaemon()).isTrue();
        }

        assertThat(process.exitCode()).hasValue(143);
    }

    @Test
    void anInterruptedCloseKills() {
        var gate = Gate.in(directory);
        var process = JvmProcess.start(gate::pass);
        Thread.currentThread().interrupt();

        process.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(process.exitCode()).hasValue(137);
    }

    @Test
    void aProgramThatItLeavesBehindWithItsOutputsDoesNotKeepItAlive() throws InterruptedException {
        var process = printing(() -> System.out.println(
                        new ProcessBuilder("sleep", "60").inheritIO().start().pid()))
                .build();
        process.start();

        boolean ended = process.join(Duration.ofSeconds(20));

        ProcessHandle.of(Long.parseLong(lines.get(0))).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(ended).isTrue();
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void aTaskOfAPoolIsLostAtOnceThoughAProgramKeepsTheOutputsOfItsWorker() throws InterruptedException {
        var gate = Gate.in(directory);
        try (var pool = Pool.builder()
                .processes(1)
                .output(WorkerOutput.to((worker, line) -> lines.add(line)))
                .build()) {
            var result = pool.applyAsync(() -> {
                var program = new ProcessBuilder("sleep", "60").inheritIO().start();
                System.out.println(program.pid());
                gate.mark("left");
                gate.pass();
            });
            gate.awaitMarks("left", 1);
            Awaitility.await().until(() -> !lines.isEmpty());
            long pid = pool.snapshot().workers().get(0).info().pid();

            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

            boolean lost = result.await(Duration.ofSeconds(20));
            ProcessHandle.of(Long.parseLong(lines.get(0))).ifPresent(ProcessHandle::destroyForcibly);
            assertThat(lost).isTrue();
            assertThatThrownBy(result::join).hasCauseInstanceOf(WorkerLostException.class);
        }
    }

    // ---- starting ----

    @Test
    void aProcessIsStartedOnce() throws InterruptedException {
        var process = run(() -> {});

        assertThatIllegalStateException().isThrownBy(process::start).withMessageContaining("already");
    }

    @Test
    void beforeTheStartThereIsNothingToWaitForOrToEnd() {
        var process = JvmProcess.builder(() -> {}).build();

        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitCode()).isEmpty();
        assertThatIllegalStateException().isThrownBy(process::pid).withMessageContaining("not been started");
        assertThatIllegalStateException().isThrownBy(process::join);
        assertThatIllegalStateException().isThrownBy(() -> process.join(Duration.ZERO));
        assertThatIllegalStateException().isThrownBy(process::terminate);
        assertThatIllegalStateException().isThrownBy(process::kill);
    }

    @Test
    void aTaskThatCannotTravelIsRefusedAndStartsNothing() {
        var lock = new AtomicReference<Object>(new Object());
        var process = printing(() -> System.out.println(lock.get())).build();

        assertThatThrownBy(process::start)
                .isInstanceOf(ShippingException.class)
                .hasMessageContaining("java.lang.Object is not serializable");
        assertThat(JvmProcess.activeChildren()).isEmpty();
        assertThat(process.isAlive()).isFalse();

        lock.set("fine");
        process.start();
        process.close();
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void aJvmThatDoesNotStartIsReportedWithItsOwnWords() {
        var process = printing(() -> {}).jvmArgs("-XX:+NoSuchOption").build();

        assertThatThrownBy(process::start)
                .isInstanceOf(PoolException.class)
                .hasMessageContaining(process.name())
                .hasMessageContaining("NoSuchOption");
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitCode()).isEmpty();
        assertThatIllegalStateException().isThrownBy(process::join);
    }

    @Test
    void aDirectoryThatCannotBeUsedIsReported() throws Exception {
        var file = Files.createFile(directory.resolve("file"));
        var process = printing(() -> {}).directory(file).build();

        assertThatThrownBy(process::start).isInstanceOf(PoolException.class).hasMessageContaining(file.toString());
    }

    @Test
    void aJvmThatTakesTooLongToComeUpIsKilled() {
        var process = printing(() -> {})
                .jvmArgs("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0")
                .startTimeout(Duration.ofMillis(400))
                .build();

        assertThatThrownBy(process::start)
                .isInstanceOf(PoolException.class)
                .hasMessageContaining("startTimeout")
                .hasMessageContaining("PT0.4S");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void severalAreStartedAndAwaitedAtOnce() throws InterruptedException {
        var processes = new ArrayList<JvmProcess>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            processes.add(
                    printing(() -> System.out.println("process " + number)).build());
        }

        for (var process : processes) process.start();
        for (var process : processes) process.join();

        assertThat(lines).containsExactlyInAnyOrder("process 0", "process 1", "process 2", "process 3");
    }

    // ---- names and kin ----

    @Test
    void thisJvmIsTheMainProcess() {
        var current = JvmProcess.current();

        assertThat(current.name()).isEqualTo("MainProcess");
        assertThat(current.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(current.isAlive()).isTrue();
        assertThat(current.isDaemon()).isFalse();
        assertThat(current.exitCode()).isEqualTo(OptionalInt.empty());
        assertThat(JvmProcess.parent()).isEqualTo(Optional.empty());
        assertThatIllegalStateException().isThrownBy(current::join).withMessageContaining("no child");
        assertThatIllegalStateException().isThrownBy(current::kill).withMessageContaining("no child");
        assertThatIllegalStateException().isThrownBy(current::start);
        current.close();
    }

    @Test
    void aProcessKnowsItselfAndItsParent() throws InterruptedException {
        var process = run(printing(() -> {
                    var current = JvmProcess.current();
                    var parent = JvmProcess.parent().orElseThrow();
                    System.out.println(current.name() + " " + current.pid() + " " + current.isDaemon());
                    System.out.println(parent.name() + " " + parent.pid() + " " + parent.isAlive());
                    System.out.println(Worker.find());
                })
                .name("reader")
                .daemon(true));

        assertThat(process.name()).isEqualTo("reader");
        assertThat(lines)
                .containsExactly(
                        "reader " + process.pid() + " true",
                        "MainProcess " + ProcessHandle.current().pid() + " true",
                        "Optional.empty");
    }

    @Test
    void defaultNamesCountAndThoseOfGrandchildrenShowTheirDescent() throws InterruptedException {
        var process = run(() -> {
            for (int i = 0; i < 2; i++) {
                try (var child = JvmProcess.start(
                        () -> System.out.println(JvmProcess.current().name() + " of "
                                + JvmProcess.parent().orElseThrow().name()))) {
                    System.out.println("started " + child.name());
                }
            }
        });
        var next = JvmProcess.builder(() -> {}).build();

        String name = process.name();
        int number = Integer.parseInt(name.substring("JvmProcess-".length()));
        assertThat(next.name()).isEqualTo("JvmProcess-" + (number + 1));
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "started " + name + ":1",
                        name + ":1 of " + name,
                        "started " + name + ":2",
                        name + ":2 of " + name);
    }

    @Test
    void aChildThatIsNoDaemonIsWaitedForByTheProcessThatStartedIt() throws InterruptedException {
        run(() -> {
            JvmProcess.start(() -> {
                pause(300);
                System.out.println("grandchild");
            });
            System.out.println("child");
        });

        assertThat(lines).containsExactly("child", "grandchild");
    }

    @Test
    void processesOpenPoolsAndTasksOfPoolsStartProcesses() throws InterruptedException {
        run(() -> {
            try (var pool = Pool.builder().processes(1).name("inner").build()) {
                System.out.println(pool.apply(() -> {
                    try (var child = JvmProcess.start(() -> System.out.println("from a worker's child"))) {
                        child.join();
                    }
                    var current = JvmProcess.current();
                    return current.name() + " " + current.isDaemon() + " of "
                            + JvmProcess.parent().orElseThrow().name();
                }));
            }
        });

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("from a worker's child");
        assertThat(lines.get(1)).matches("inner worker-1 true of JvmProcess-\\d+");
    }

    @Test
    void showsItsStateInWords() throws InterruptedException {
        var process = run(printing(() -> {}).name("shown"));

        assertThat(process).hasToString("JvmProcess[shown, ENDED, pid " + process.pid() + ", exit code 0]");
    }

    @Test
    void leavesNoThreadBehind() throws InterruptedException {
        run(printing(() -> {}).name("threads"));

        Awaitility.await()
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("threads")));
    }

    /** For tasks. */
    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
