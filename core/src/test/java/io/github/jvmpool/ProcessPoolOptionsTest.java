package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of {@link Pool.Builder}. */
@ExtendWith(NothingLeft.class)
class ProcessPoolOptionsTest {
    @TempDir
    Path directory;

    private record Bad(String option, UnaryOperator<Pool.Builder> set) {
        @Override
        public String toString() {
            return option;
        }
    }

    static List<Bad> outOfRange() {
        return List.of(
                new Bad("processes", builder -> builder.processes(0)),
                new Bad("processes", builder -> builder.processes(-1)),
                new Bad("minProcesses", builder -> builder.minProcesses(-1)),
                new Bad("minProcesses", builder -> builder.processes(1).minProcesses(2)),
                new Bad("spares", builder -> builder.spares(-1)),
                new Bad("idleTimeout", builder -> builder.idleTimeout(Duration.ZERO)),
                new Bad("maxTasksPerChild", builder -> builder.maxTasksPerChild(0)),
                new Bad("maxHeap", builder -> builder.maxHeap("lots")),
                new Bad("maxHeap", builder -> builder.maxHeap("0m")),
                new Bad("maxResidentMemory", builder -> builder.maxResidentMemory(0)),
                new Bad("maxOpenFiles", builder -> builder.maxOpenFiles(0)),
                new Bad("maxThreads", builder -> builder.maxThreads(0)),
                new Bad("timeout", builder -> builder.timeout(Duration.ofMillis(-1))),
                new Bad("killGrace", builder -> builder.killGrace(Duration.ofMillis(-1))),
                new Bad("startTimeout", builder -> builder.startTimeout(Duration.ZERO)),
                new Bad("name", builder -> builder.name(" ")),
                new Bad("maxPending", builder -> builder.maxPending(0)),
                new Bad("javaHome", builder -> builder.javaHome(Path.of("/nowhere"))),
                new Bad("environment", builder -> builder.environment(Map.of("a=b", "c"))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void anOptionOutOfItsRangeIsRefusedByNameInBuild(Bad bad) {
        var builder = bad.set.apply(Pool.builder());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(bad.option);
    }

    @Test
    void thePoolsOwnChecks() {
        assertThatThrownBy(() -> Pool.of(0)).isInstanceOf(IllegalArgumentException.class);
        try (var pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1), 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.apply((Task<Integer>) null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> pool.imap((Fn<Integer, Integer>) null, List.of(1)))
                    .isInstanceOf(NullPointerException.class);
        }
        try (var pool = Pool.create()) {
            assertThat(pool.processes()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void jvmArgumentsEnvironmentAndHeapReachTheWorker() {
        try (var pool = Pool.builder()
                .processes(1)
                .jvmArgs("-Dcolour=deep \"blue\" \\ 中文", "-XX:+UseParallelGC")
                .environment(Map.of("SHOP", "corner shop"))
                .maxHeap("96m")
                .name("équipe")
                .build()) {
            assertThat(pool.apply(() -> System.getProperty("colour"))).isEqualTo("deep \"blue\" \\ 中文");
            assertThat(pool.apply(() -> System.getenv("SHOP"))).isEqualTo("corner shop");
            assertThat(pool.apply(() -> System.getenv("PATH"))).isEqualTo(System.getenv("PATH"));
            assertThat(pool.apply(() -> Runtime.getRuntime().maxMemory())).isBetween(80L << 20, 96L << 20);
            assertThat(pool.apply(() -> ManagementFactory.getGarbageCollectorMXBeans()
                            .get(0)
                            .getName()))
                    .startsWith("PS");
            assertThat(pool.apply(() -> Worker.current().poolName())).isEqualTo("équipe");
            assertThat(pool.apply(() -> System.getProperty("user.dir"))).isEqualTo(System.getProperty("user.dir"));
        }
    }

    @Test
    void aWorkerWithBadJvmArgumentsBreaksThePoolWithItsOwnWords() {
        try (var pool = Pool.builder()
                .processes(2)
                .jvmArgs("-XX:+NoSuchFlag")
                .output(WorkerOutput.discard())
                .build()) {
            var pending = pool.applyAsync(() -> 1);

            assertThat(catchThrowable(pending::join).getCause())
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("NoSuchFlag")
                    .hasMessageContaining("exit code 1");
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1))).isInstanceOf(PoolBrokenException.class);
            assertThatThrownBy(() -> pool.imap(x -> x, List.of(1)).next()).isInstanceOf(PoolBrokenException.class);
        }
    }

    @Test
    void aJavaThatGoesAwayBreaksThePool() throws Exception {
        var home = Files.createDirectories(directory.resolve("java/bin")).getParent();
        var java = home.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        try (var pool = Pool.builder().processes(1).javaHome(home).build()) {
            Files.delete(java);

            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining(java.toString());
        }
    }

    @Test
    void anotherJavaOfTheSameKindRunsTheWorkers() {
        try (var pool = Pool.builder()
                .processes(1)
                .javaHome(Path.of(System.getProperty("java.home")))
                .build()) {
            assertThat(pool.apply(() -> System.getProperty("java.home"))).isEqualTo(System.getProperty("java.home"));
        }
    }

    @Test
    void thePoolsDirectoryLiesWhereItIsToldAndGoesWithThePool() throws Exception {
        try (var pool = Pool.builder().processes(1).directory(directory).build()) {
            pool.apply(() -> 1);
            try (var list = Files.list(directory)) {
                var made = list.toList();
                assertThat(made).hasSize(1);
                assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(made.get(0))))
                        .isEqualTo("rwx------");
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDirectoryThatCannotBeUsedBreaksThePool() throws Exception {
        var file = Files.createFile(directory.resolve("file"));
        try (var pool = Pool.builder().processes(1).directory(file).build()) {
            assertThatThrownBy(() -> pool.apply(() -> 1))
                    .isInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void classesThatAreNotOnTheClassPathComeFromTheCaller() {
        try (var pool = Pool.builder().processes(1).classPath().build()) {
            assertThat(pool.apply(Faults::pid)).isPositive();
            assertThat(pool.apply(() -> System.getProperty("java.class.path"))).doesNotContain("assertj");
        }
    }

    @Test
    void initializerFinalizerAndSerializerMustTravel() {
        var thread = new Thread("x");

        assertThatThrownBy(() -> Pool.builder().initializer(thread::start).build())
                .isInstanceOf(ShippingException.class)
                .hasMessageContaining("initializer");
        assertThatThrownBy(() -> Pool.builder().finalizer(thread::start).build())
                .isInstanceOf(ShippingException.class)
                .hasMessageContaining("finalizer");
    }

    // ---- queue ----

    @Test
    void pastMaxPendingApplyAsyncBlocks() throws Exception {
        var gate = Gate.in(directory);
        try (var pool = Pool.builder().processes(1).maxPending(3).build()) {
            var submitted = new AtomicInteger();
            var results = java.util.Collections.synchronizedList(new ArrayList<AsyncResult<Integer>>());
            var caller = new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    int item = i;
                    results.add(pool.applyAsync(() -> {
                        gate.pass();
                        return item;
                    }));
                    submitted.incrementAndGet();
                }
            });
            caller.start();
            await().until(() -> caller.getState() == Thread.State.WAITING);
            assertThat(submitted.get()).isLessThanOrEqualTo(5);
            assertThat(pool.snapshot().pending()).isLessThanOrEqualTo(3);

            gate.open();
            caller.join();

            for (int i = 0; i < 50; i++) assertThat(results.get(i).join()).isEqualTo(i);
        }
    }

    @Test
    void whoWaitsForRoomIsWokenByInterruptCancelAndTerminate() throws Exception {
        var gate = Gate.in(directory);
        var pool = Pool.builder().processes(1).maxPending(1).build();
        pool.applyAsync(gate::pass);
        gate.mark("x");
        await().until(() -> pool.snapshot().pending() == 0);
        var waiting = pool.applyAsync(gate::pass);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        var failure = new ArrayList<Throwable>();
        var first = new Thread(() -> failure.add(catchThrowable(() -> pool.applyAsync(gate::pass))));
        first.start();
        await().until(() -> first.getState() == Thread.State.WAITING);
        waiting.cancel(true);
        first.join(5_000);
        assertThat(failure).singleElement().isNull();
        var second = new Thread(() -> failure.add(catchThrowable(() -> pool.applyAsync(gate::pass))));
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING);
        pool.terminate();
        second.join(5_000);

        assertThat(failure.get(1)).isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    }

    @Test
    void aMapLargerThanMaxPendingEnds() {
        try (var pool = Pool.builder().processes(2).maxPending(2).build()) {
            var items = java.util.stream.IntStream.range(0, 20_000).boxed().toList();

            assertThat(pool.map(x -> x, items)).isEqualTo(items);
            assertThat(pool.map(x -> x, items, 3)).isEqualTo(items);
        }
    }

    // ---- memory ----

    @Test
    void aWorkerThatUsesTooMuchMemoryIsKilled() {
        try (var pool = Pool.builder()
                .processes(1)
                .output(WorkerOutput.discard())
                .maxResidentMemory(250L << 20)
                .jvmArgs("-Xmx1g")
                .build()) {
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
            assertThatThrownBy(() -> pool.apply(() -> {
                        System.err.println("printed before the kill");
                        for (int i = 0; i < 500; i++) {
                            var bytes = new byte[1 << 20];
                            java.util.Arrays.fill(bytes, (byte) 1);
                            Faults.HELD.add(bytes);
                        }
                        return Faults.hang();
                    }))
                    .isInstanceOfSatisfying(
                            WorkerLostException.class,
                            e -> assertThat(e.reason()).isEqualTo(WorkerLostException.Reason.MEMORY_LIMIT))
                    .hasMessageContaining("printed before the kill")
                    .hasMessageContaining("maxResidentMemory");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    // ---- serializer and filter ----

    /** Not serializable: only its own serializer can move it. */
    private static final class Plain {
        private final String text;

        Plain(String text) {
            this.text = text;
        }
    }

    private static final class PlainSerializer implements Serializer {
        @Override
        public void write(Object value, OutputStream out) throws IOException {
            if (!(value instanceof Plain plain))
                throw new NotSerializableException(value.getClass().getName());
            out.write(plain.text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Object read(InputStream in, ClassLoader loader) throws IOException {
            return new Plain(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSerializerMovesWhatTheJdkCannot() {
        try (var pool =
                Pool.builder().processes(1).serializer(new PlainSerializer()).build()) {
            Plain result = pool.apply(plain -> new Plain(plain.text + "!"), new Plain("中文"));

            assertThat(result.text).isEqualTo("中文!");
            int built = pool.apply(x -> x + 1, 1);
            assertThat(built).isEqualTo(2);
            assertThatThrownBy(() -> pool.apply(() -> new Object())).isInstanceOf(ShippingException.class);
            assertThatThrownBy(() -> pool.apply(x -> 1, new Object())).isInstanceOf(ShippingException.class);
        }
    }

    private record Harmless(int x) implements Serializable {}

    private static final class Gadget implements Serializable {
        private static boolean read;

        private void readObject(java.io.ObjectInputStream in) {
            read = true;
        }
    }

    @Test
    void aFilterDecidesWhatTheCallerAccepts() {
        ObjectInputFilter filter = info -> info.serialClass() == Gadget.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
        try (var pool =
                Pool.builder().processes(1).deserializationFilter(filter).build()) {
            long pid = pool.apply(Faults::pid);

            assertThatThrownBy(() -> pool.apply(() -> new Gadget()))
                    .isInstanceOf(ShippingException.class)
                    .hasMessageContaining("result")
                    .hasMessageContaining(Gadget.class.getName());
            assertThat(Gadget.read).isFalse();
            assertThat(pool.apply(() -> new Harmless(1))).isEqualTo(new Harmless(1));
            assertThat(pool.apply(Faults::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aResultNestedBeyondAllReasonIsRefusedByDefault() {
        try (var pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.apply(ProcessPoolOptionsTest::bomb))
                    .isInstanceOf(ShippingException.class)
                    .hasMessageContaining("deserializationFilter");
            assertThatThrownBy(() -> pool.apply(() -> {
                        throw new TooDeep(bomb());
                    }))
                    .isInstanceOf(ShippingException.class)
                    .hasMessageContaining(TooDeep.class.getName())
                    .hasMessageContaining("deserializationFilter");
            assertThat(pool.apply(() -> 1)).isEqualTo(1);
        }
    }

    /** Lists in lists, deeper than any sensible value. */
    private static Object bomb() {
        Object value = new Harmless(1);
        for (int i = 0; i < 500; i++) value = new Nested(value);
        return value;
    }

    private record Nested(Object inner) implements Serializable {}

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Object inner;

        TooDeep(Object inner) {
            this.inner = inner;
        }
    }

    // ---- hooks that leave things behind ----

    @Test
    void aWorkerLocalIsMadeOncePerWorkerAndClosedWithIt() {
        var gate = Gate.in(directory);
        WorkerLocal<AutoCloseable> local = WorkerLocal.of(() -> {
            gate.mark("made");
            return () -> gate.mark("closed");
        });
        try (var pool = Pool.builder().processes(1).maxTasksPerChild(5).build()) {
            for (int i = 0; i < 10; i++)
                assertThat(pool.apply(() -> local.get() != null)).isTrue();
            gate.awaitMarks("closed", 2);
            assertThat(gate.marks("made")).isEqualTo(2);
        }
    }

    @Test
    void aWorkerLocalWhoseSupplierThrowsIsTriedAgain() {
        var gate = Gate.in(directory);
        WorkerLocal<String> local = WorkerLocal.of(() -> {
            gate.mark("made");
            if (gate.marks("made") == 1) throw new IllegalStateException("first");
            return "there";
        });
        try (var pool = Pool.of(1)) {
            assertThatThrownBy(() -> pool.apply(() -> local.get())).hasStackTraceContaining("first");
            assertThat(pool.apply(() -> local.get())).isEqualTo("there");
        }
    }

    @Test
    void aWorkerKnowsWhoItIs() {
        assertThat(Worker.find()).isEmpty();
        assertThatThrownBy(Worker::current).isInstanceOf(IllegalStateException.class);
        try (var pool = Pool.builder().processes(1).name("crew").build()) {
            pool.apply(() -> 1);

            WorkerInfo info = pool.apply(() -> Worker.current());

            assertThat(info.name()).isEqualTo("worker-1");
            assertThat(info.poolName()).isEqualTo("crew");
            assertThat(info.pid()).isEqualTo(pool.apply(Faults::pid));
            assertThat(info.tasksDone()).isEqualTo(1);
        }
    }
}
