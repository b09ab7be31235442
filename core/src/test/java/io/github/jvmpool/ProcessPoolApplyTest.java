package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single calls in worker JVMs: what travels, and what comes back. */
@ExtendWith(NothingLeft.class)
class ProcessPoolApplyTest {
    private static Pool pool;
    private static int counter;

    @BeforeAll
    static void open() {
        pool = Pool.of(2);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static String action(List<?> args, Map<String, ?> keywords) {
        return args + " " + keywords;
    }

    private static void count() {
        counter++;
    }

    @Test
    void runsEveryKindOfFunctionInAnotherProcess() {
        int six = 6;

        assertThat(pool.apply(Faults::pid)).isNotEqualTo(Faults.pid());
        assertThat(pool.apply(() -> six * 7)).isEqualTo(42);
        int seven = pool.apply(x -> x + six, 1);
        int three = pool.apply(Math::addExact, 1, 2);
        assertThat(List.of(seven, three)).containsExactly(7, 3);
        assertThat(pool.apply(ProcessPoolApplyTest::action, List.of(1), Map.of("name", "x")))
                .isEqualTo("[1] {name=x}");
        assertThat(pool.<Integer>apply(() -> null)).isNull();
        assertThat(pool.apply(String::length, "abc")).isEqualTo(3);
        pool.apply(ProcessPoolApplyTest::count);
    }

    @Test
    void sharesNoDataWithTheCaller() {
        counter = 5;
        try (var one = Pool.of(1)) {
            int there = one.apply(() -> {
                count();
                return counter;
            });

            assertThat(there).isEqualTo(1);
            assertThat(counter).isEqualTo(5);
            assertThat(one.apply(() -> counter)).isEqualTo(1);
        }
    }

    @Test
    void sequentialCallsUseOneWorkerAndNoneStartsBeforeTheFirst() {
        try (var lazy = Pool.of(4)) {
            assertThat(lazy.snapshot().workers()).isEmpty();
            var pids = new HashSet<Long>();

            for (int i = 0; i < 5_000; i++) pids.add(lazy.apply(Faults::pid));

            assertThat(pids).hasSize(1);
            assertThat(lazy.snapshot().workersStarted()).isEqualTo(1);
        }
    }

    // ---- values ----

    private enum Colour {
        RED {
            @Override
            int code() {
                return 1;
            }
        },
        BLUE;

        int code() {
            return 2;
        }
    }

    private record Point(int x, double y, Colour colour, List<Point> more) implements Serializable {}

    private static final class Node implements Serializable {
        private final String name;
        private final List<Node> next = new ArrayList<>();
        private transient int cache = 7;

        Node(String name) {
            this.name = name;
        }
    }

    /** {@return a value that has been to a worker and back} */
    private static <T> T there(T value) {
        return pool.apply(v -> v, value);
    }

    private static <A, R> R call(Fn<A, R> fn, A a) {
        try {
            return fn.apply(a);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Node echo(Node node) {
        if (node.cache != 0) throw new AssertionError("transient");
        return node;
    }

    @Test
    void keepsRecordsEnumsSharedReferencesAndCycles() {
        var point = new Point(1, 2.5, Colour.RED, List.of(new Point(3, 4, Colour.BLUE, List.of())));
        var a = new Node("a");
        var b = new Node("b");
        a.next.addAll(List.of(b, b));
        b.next.add(a);

        assertThat(there(point)).isEqualTo(point);
        assertThat(pool.apply(Colour::code, Colour.RED)).isEqualTo(1);
        assertThat(there(Colour.RED)).isSameAs(Colour.RED);
        var copy = pool.apply(ProcessPoolApplyTest::echo, a);
        assertThat(copy).isNotSameAs(a);
        assertThat(copy.next.get(0)).isSameAs(copy.next.get(1));
        assertThat(copy.next.get(0).next.get(0)).isSameAs(copy);
        assertThat(copy.name).isEqualTo("a");
    }

    @Test
    void keepsEveryCommonValueAsItIs() {
        var values = Arrays.asList(
                null,
                true,
                (byte) -1,
                'x',
                (short) -2,
                -3,
                Long.MIN_VALUE,
                Float.NaN,
                -0.0,
                "",
                "中文 \uD83D\uDE00",
                List.of(),
                List.of(1, "a"),
                new ArrayList<>(Arrays.asList(1, null)),
                Map.of("k", 1L),
                java.math.BigInteger.TEN.pow(40),
                java.time.Duration.ofNanos(5),
                java.util.UUID.randomUUID(),
                String.class,
                int.class);

        for (Object value : values) assertThat(there(value)).isEqualTo(value);
        assertThat(there(new int[][] {{1}, {2, 3}})).isEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(there(new String[] {"a", null})).containsExactly("a", null);
        assertThat(there((Object) new Object[] {1, new long[] {2}})).isEqualTo(new Object[] {1, new long[] {2}});
    }

    @Test
    void takesFunctionsAsArgumentsAndGivesThemAsResults() {
        int add = 10;
        Fn<Integer, Integer> plus = x -> x + add;

        Fn<Integer, Integer> twice = pool.apply((Fn<Integer, Integer> f) -> x -> f.apply(f.apply(x)), plus);

        int applied = pool.apply((f, x) -> f.apply(x), twice, 1);
        assertThat(applied).isEqualTo(21);
        assertThat(call(twice, 2)).isEqualTo(22);
    }

    private static byte[] pattern(int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i += 997) bytes[i] = (byte) (i / 997);
        if (size > 0) bytes[size - 1] = 42;
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 4_095, 65_536, 524_287, 524_288, 1_048_577, 10_000_000, 64 << 20})
    void movesResultsAndArgumentsOfEverySize(int size) {
        var expected = pattern(size);

        assertThat(Arrays.equals(pool.apply(ProcessPoolApplyTest::pattern, size), expected))
                .isTrue();
        assertThat(pool.apply((byte[] bytes) -> Arrays.hashCode(bytes), expected))
                .isEqualTo(Arrays.hashCode(expected));
        assertThat(Arrays.equals(pool.apply((byte[] bytes) -> bytes, expected), expected))
                .isTrue();
    }

    @Test
    void movesLargeObjectGraphsBothWays() {
        var list = new ArrayList<Point>();
        for (int i = 0; i < 20_000; i++) list.add(new Point(i, i / 2.0, Colour.BLUE, List.of()));

        assertThat(pool.apply((ArrayList<Point> points) -> points, list)).isEqualTo(list);
    }

    @Test
    @Tag("slow")
    void movesAResultOfOneGigabyte() {
        try (var large = Pool.builder().processes(1).maxHeap("3g").build()) {
            byte[] result = large.apply(ProcessPoolApplyTest::pattern, 1_000_000_000);

            assertThat(result).hasSize(1_000_000_000);
            assertThat(result[result.length - 1]).isEqualTo((byte) 42);
            assertThat(result[997 * 5]).isEqualTo((byte) 5);
        }
    }

    // ---- what tasks throw ----

    private static final class OwnException extends RuntimeException {
        private final int number;

        OwnException(String message, int number, Throwable cause) {
            super(message, cause);
            this.number = number;
            addSuppressed(new IOException("suppressed"));
        }
    }

    private static int throwsOwn(int number) {
        throw new OwnException("own", number, new IllegalStateException("cause"));
    }

    private static int throwsChecked() throws IOException {
        throw new IOException("disk");
    }

    @Test
    void uncheckedExceptionsArriveAsThemselvesWithFieldsCauseAndSuppressed() {
        var failure = catchThrowable(() -> pool.apply(ProcessPoolApplyTest::throwsOwn, 5));

        assertThat(failure).isExactlyInstanceOf(OwnException.class).hasMessage("own");
        assertThat(((OwnException) failure).number).isEqualTo(5);
        assertThat(failure.getCause())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("cause");
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void checkedExceptionsArriveInsideTaskException() {
        var failure = catchThrowable(() -> pool.apply(ProcessPoolApplyTest::throwsChecked));

        assertThat(failure).isExactlyInstanceOf(TaskException.class);
        assertThat(failure.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("disk");
    }

    @Test
    void errorsArriveAsThemselvesAndTheWorkerLivesOn() {
        try (var one = Pool.of(1)) {
            long pid = one.apply(Faults::pid);

            assertThatThrownBy(() -> one.apply(Faults::overflowStack, 0)).isExactlyInstanceOf(StackOverflowError.class);
            assertThatThrownBy(() -> one.apply(() -> {
                        throw new AssertionError("no");
                    }))
                    .isExactlyInstanceOf(AssertionError.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> one.apply(() -> {
                        throw new ThreadDeath();
                    }))
                    .isInstanceOf(ThreadDeath.class);

            assertThat(one.apply(Faults::pid)).isEqualTo(pid);
        }
    }

    @Test
    void theStackTraceLeadsFromTheWorkerToTheCallersLine() {
        var failure = catchThrowable(() -> pool.apply(ProcessPoolApplyTest::throwsOwn, 5));

        var frames = failure.getStackTrace();
        assertThat(frames[0].getMethodName()).isEqualTo("throwsOwn");
        int marker = 0;
        while (!Stacks.isMarker(frames[marker])) marker++;
        assertThat(frames[marker].toString())
                .contains(pool.snapshot().name())
                .contains("worker-")
                .containsPattern("pid [0-9]+");
        assertThat(Arrays.asList(frames).subList(marker + 1, frames.length))
                .anyMatch(frame -> frame.getMethodName().contains("theStackTraceLeadsFromTheWorkerToTheCallersLine"));
        assertThat(Arrays.asList(frames).subList(0, marker))
                .noneMatch(frame -> frame.getClassName().contains(".worker."));
    }

    @Test
    void futuresWrapFailuresAsTheJdksDo() {
        AsyncResult<Integer> result = pool.applyAsync(ProcessPoolApplyTest::throwsOwn, 1);

        assertThatThrownBy(result::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(OwnException.class);
        assertThatThrownBy(result::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(OwnException.class);
        assertThat(result.successful()).isFalse();
    }

    @Test
    void whatATaskThrowsIsNotMistakenForTheCallersOwn() {
        assertThatThrownBy(() -> pool.apply(() -> {
                    throw new InterruptedException("mine");
                }))
                .isExactlyInstanceOf(TaskException.class)
                .hasCauseExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        AsyncResult<Integer> cancelled = pool.applyAsync(() -> {
            throw new CancellationException("task's");
        });
        assertThat(catchThrowable(cancelled::join)).isNotNull();
    }

    @Test
    void callbacksRunOnceBeforeGetReturns() throws Exception {
        var calls = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            int before = calls.get();

            pool.applyAsync(() -> 1, value -> calls.incrementAndGet(), failure -> calls.addAndGet(1000))
                    .get();

            assertThat(calls.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void manyThreadsMayCallAtOnce() throws Exception {
        var failures = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 8; t++) {
            int base = t * 1_000;
            var thread = new Thread(() -> {
                for (int i = base; i < base + 500; i++)
                    if (pool.apply(x -> x * 2, i) != i * 2) failures.incrementAndGet();
            });
            thread.start();
            threads.add(thread);
        }
        for (var thread : threads) thread.join();

        assertThat(failures).hasValue(0);
    }
}
