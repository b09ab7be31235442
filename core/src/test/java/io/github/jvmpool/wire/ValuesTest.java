package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private final Codec codec = new Codec();

    @SuppressWarnings("JdkObsolete")
    static Stream<Arguments> fastValues() {
        return Stream.<Object>of(
                        true,
                        false,
                        (byte) -1,
                        (short) -2,
                        'x',
                        '\uffff',
                        0,
                        -16,
                        -17,
                        111,
                        112,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        0L,
                        Long.MIN_VALUE,
                        Float.NaN,
                        -0f,
                        Double.NaN,
                        -0.0,
                        Double.MIN_VALUE,
                        "",
                        "a",
                        "\u00ff",
                        "\u0100",
                        "\ud800",
                        java.math.BigInteger.TEN.pow(50),
                        new java.math.BigDecimal("1.00"),
                        new boolean[] {true, false},
                        new byte[] {1, 2},
                        new short[] {-1},
                        new char[] {'\ud800'},
                        new int[] {1, -1},
                        new long[] {Long.MIN_VALUE},
                        new float[] {Float.NaN},
                        new double[] {1.5},
                        new Object[] {1, "a", null},
                        new String[] {"a", null},
                        new Integer[] {1, 2},
                        new Long[] {1L},
                        new Double[0],
                        new double[][] {{1}, {}, null},
                        new int[][] {{1}},
                        new ArrayList<>(Arrays.asList(1, null, "a")),
                        new java.util.LinkedList<>(List.of(1, 2)),
                        new java.util.ArrayDeque<>(List.of(1L, 2L)),
                        new java.util.HashSet<>(Arrays.asList(1, null)),
                        new LinkedHashSet<>(List.of("b", "a")),
                        new TreeSet<>(List.of(3, 1, 2)),
                        Arrays.asList(1.5, 2.5),
                        Arrays.asList(),
                        List.of(),
                        List.of(1),
                        List.of(1, 2),
                        List.of(1, 2, 3),
                        Set.of(),
                        Set.of(1),
                        Set.of(1, 2),
                        Set.of(1, 2, 3),
                        Map.of(),
                        Map.of(1, 2),
                        Map.of(1, 2, 3, 4),
                        new java.util.HashMap<>(Collections.singletonMap(null, null)),
                        new LinkedHashMap<>(Map.of("a", 1, "b", 2)),
                        new LinkedHashMap<>(),
                        new TreeMap<>(Map.of("b", 1, "a", 2)),
                        Collections.emptyList(),
                        Collections.emptySet(),
                        Collections.emptyMap(),
                        Collections.singletonList(null),
                        Collections.singleton(1),
                        Collections.singletonMap("a", null),
                        Stream.of(1, null).toList(),
                        Stream.of(1, 2, 3, 4).toList(),
                        Stream.of().toList(),
                        List.of(List.of(1, 2, 3), new ArrayList<>(List.of("x"))))
                .map(value -> Arguments.of(new Object[] {value}));
    }

    @ParameterizedTest
    @MethodSource("fastValues")
    void comeBackEqualAndOfTheSameClassWithoutAnObjectStream(Object value) throws Exception {
        byte[] bytes = codec.bytes(value);

        assertThat(bytes[0]).isNotEqualTo((byte) Tags.OBJECT);
        SameGraph.assertSame(codec.roundTrip(value), Codec.jdkRoundTrip(value));
    }

    @Test
    void nullIsAValue() throws Exception {
        assertThat(codec.roundTrip(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 252, 253, 254, 255, 256, 4095, 4096, 4097, 65535, 65536, 2_000_000})
    void sizesAtEveryBoundary(int size) throws Exception {
        assertThat(codec.roundTrip("x".repeat(size))).isEqualTo("x".repeat(size));
        assertThat(codec.roundTrip("\u00e9".repeat(size))).isEqualTo("\u00e9".repeat(size));
        assertThat(codec.roundTrip("x".repeat(size) + "\u4e00")).isEqualTo("x".repeat(size) + "\u4e00");
        for (Class<?> type : List.of(
                byte.class, short.class, int.class, long.class, boolean.class, float.class, double.class, char.class)) {
            Object array = Array.newInstance(type, size);
            for (int i = 0; i < Math.min(size, 300); i++) Array.set(array, size - 1 - i, element(type, i));
            assertThat(codec.roundTrip(array)).isEqualTo(array);
        }
    }

    private static Object element(Class<?> type, int i) {
        if (type == boolean.class) return i % 3 == 0;
        if (type == byte.class) return (byte) i;
        if (type == short.class) return (short) (i << 7);
        if (type == char.class) return (char) (i << 7);
        if (type == int.class) return i << 22;
        if (type == long.class) return (long) i << 50;
        if (type == float.class) return i / 3f;
        return i / 3.0;
    }

    @Test
    void largeArraysAmongOthersCanBeReadFromAnyPosition() {
        double[] large = new double[20_000];
        for (int i = 0; i < large.length; i++) large[i] = Math.sqrt(i);
        var encoded = codec.encoded(List.of("a", large, "b", new byte[100_000], "c", large.clone()));
        byte[] whole = Codec.bytes(encoded);

        for (int from = 0; from < whole.length; from += 997) {
            byte[] part = new byte[Math.min(1501, whole.length - from)];
            int copied = encoded.copy(from, part, 0, part.length);
            assertThat(copied).isPositive();
            assertThat(Arrays.copyOf(part, copied)).isEqualTo(Arrays.copyOfRange(whole, from, from + copied));
        }
    }

    @Test
    void aLargeArrayIsASnapshotUnlessReferredTo() throws Exception {
        int[] array = new int[100_000];
        var snapshot = codec.encoded(array);
        codec.encoder.byReference(true);
        var reference = codec.encoded(array);
        array[0] = 1;

        assertThat((int[]) codec.decoder.value(new EncodedSource(snapshot, 64))).startsWith(0);
        assertThat((int[]) codec.decoder.value(new EncodedSource(reference, 64)))
                .startsWith(1);
    }

    @Test
    void immutableListsStayHostileToNullAndToChange() throws Exception {
        var list = (List<?>) codec.roundTrip(List.of(1, 2, 3));
        var tolerant = (List<?>) codec.roundTrip(Stream.of(1, 2, 3).toList());

        assertThatNullPointerException().isThrownBy(() -> list.contains(null));
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(tolerant.contains(null)).isFalse();
        assertThatThrownBy(tolerant::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(codec.roundTrip(List.of())).isSameAs(List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 50})
    void anAccessOrderedMapStaysSoAndIsNotTouched(int size) throws Exception {
        var map = new LinkedHashMap<Integer, Integer>(16, 0.75f, true);
        for (int i = 0; i < size; i++) map.put(i, i);
        var before = new ArrayList<>(map.keySet());

        @SuppressWarnings("unchecked")
        var read = (LinkedHashMap<Integer, Integer>) codec.roundTrip(map);

        assertThat(map.keySet()).containsExactlyElementsOf(before);
        read.put(-1, 0);
        read.put(-2, 0);
        read.get(-1);
        assertThat(new ArrayList<>(read.keySet())).endsWith(-2, -1);
    }

    @Test
    void comparatorsTravel() throws Exception {
        var set = new TreeSet<Integer>(Comparator.reverseOrder());
        set.addAll(List.of(1, 2, 3));

        assertThat(codec.roundTrip(set)).hasToString("[3, 2, 1]");
    }

    @Test
    void whatIsSharedStaysShared() throws Exception {
        var inner = new ArrayList<>(List.of(1));
        var read = (List<?>) codec.roundTrip(new ArrayList<>(List.of(inner, inner)));
        String[] array = {"a", "b"};
        var views = (Object[]) codec.roundTrip(new Object[] {array, Arrays.asList(array)});
        var cycle = new ArrayList<Object>();
        cycle.add(cycle);
        var cycleRead = (List<?>) codec.roundTrip(cycle);

        assertThat((Object) read.get(0)).isSameAs(read.get(1));
        ((String[]) views[0])[0] = "changed";
        assertThat(((List<?>) views[1]).get(0)).isEqualTo("changed");
        assertThat((Object) cycleRead.get(0)).isSameAs(cycleRead);
    }

    @Test
    void listsNestedDeeplyTravelAsObjectStreams() throws Exception {
        for (int depth : List.of(1, 62, 63, 64, 65, 66, 200)) {
            List<Object> list = new ArrayList<>();
            for (int i = 1; i < depth; i++) list = new ArrayList<>(Collections.singletonList(list));
            SameGraph.assertSame(codec.roundTrip(list), list);
        }
    }

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green!";
            }
        }
    }

    record Pair(int a, Object b) implements Serializable {}

    static final class Single implements Serializable {
        static final Single INSTANCE = new Single();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    public static final class External implements Externalizable {
        int number;

        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(number);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            number = in.readInt();
        }
    }

    record Handler(String answer) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return answer;
        }
    }

    interface SerializableCall<T> extends Callable<T>, Serializable {}

    @Test
    void whateverSerializationKnowsTravels() throws Exception {
        var external = new External();
        external.number = 42;
        int captured = 5;
        SerializableCall<Integer> lambda = () -> captured + 1;
        Object proxy = Proxy.newProxyInstance(
                ValuesTest.class.getClassLoader(),
                new Class<?>[] {SerializableCall.class, Comparable.class},
                new Handler("yes"));

        assertThat(codec.roundTrip(Colour.GREEN)).isSameAs(Colour.GREEN);
        assertThat(codec.roundTrip(TimeUnit.DAYS)).isSameAs(TimeUnit.DAYS);
        assertThat(codec.roundTrip(new Pair(1, List.of(2)))).isEqualTo(new Pair(1, List.of(2)));
        assertThat(codec.roundTrip(new Single())).isSameAs(Single.INSTANCE);
        assertThat(((External) codec.roundTrip(external)).number).isEqualTo(42);
        assertThat(((Callable<?>) codec.roundTrip(lambda)).call()).isEqualTo(6);
        assertThat(((Callable<?>) codec.roundTrip(proxy)).call()).isEqualTo("yes");
        assertThat(codec.roundTrip(java.time.Duration.ofDays(1))).isEqualTo(java.time.Duration.ofDays(1));
        for (Class<?> type : List.of(
                int.class, void.class, int[][].class, Pair.class, Pair[][].class, String.class, Map.Entry.class)) {
            assertThat(codec.roundTrip(type)).isSameAs(type);
        }
        assertThat(codec.roundTrip(new Pair[][] {{new Pair(1, 2)}, null})).isEqualTo(new Pair[][] {
            {new Pair(1, 2)}, null
        });
    }

    @Test
    void throwablesKeepCausesThatGoRoundAndSuppressedOnes() throws Exception {
        var outer = new IllegalStateException("outer");
        var inner = new IOException("inner", outer);
        outer.initCause(inner);
        outer.addSuppressed(new RuntimeException("suppressed"));

        var read = (Throwable) codec.roundTrip(outer);

        assertThat(read).hasMessage("outer").isExactlyInstanceOf(IllegalStateException.class);
        assertThat(read.getCause()).hasMessage("inner");
        assertThat(read.getCause().getCause()).isSameAs(read);
        assertThat(read.getSuppressed()).hasSize(1);
        assertThat(read.getStackTrace()).isEqualTo(outer.getStackTrace());
    }

    @Test
    void manyValuesInOneMessageDoNotShareAndCanBeCutApart() throws Exception {
        var ends = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            codec.encoder.value(i % 2 == 0 ? new Pair(i, "text") : i);
            ends.add(codec.encoder.position());
        }
        var all = (FlatEncoded) codec.encoder.finish();
        int from = 0;
        for (int i = 0; i < 100; i++) {
            var item = (FlatEncoded) all.slice(from, ends.get(i));
            Object read = codec.decoder.value(new ArraySource(item.bytes(), item.offset(), (int) item.length()));
            assertThat(read).isEqualTo(i % 2 == 0 ? new Pair(i, "text") : i);
            from = ends.get(i);
        }
    }

    @Test
    void truncatingForgetsPiecesAndBytes() throws Exception {
        var encoder = codec.encoder;
        encoder.value("kept");
        encoder.value(new int[50_000]);
        int mark = encoder.position();
        long length = encoder.length();
        encoder.value(new long[50_000]);
        encoder.int64(1);
        encoder.truncate(mark);

        assertThat(encoder.length()).isEqualTo(length);
        encoder.value("last");
        var source = new EncodedSource(encoder.finish(), 100);
        assertThat(codec.decoder.value(source)).isEqualTo("kept");
        assertThat(codec.decoder.value(source)).isEqualTo(new int[50_000]);
        assertThat(codec.decoder.value(source)).isEqualTo("last");
        assertThat(source.remaining()).isZero();
        assertThat(encoder.flat()).isTrue();
    }
}
