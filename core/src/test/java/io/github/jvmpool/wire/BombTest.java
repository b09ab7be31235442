package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are small and cost a lot, as a worker could send them to its caller. */
class BombTest {
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final Codec codec = new Codec();

    /** Like the one of a pool that was given none: everything within limits. */
    private final ObjectInputFilter lenient = ObjectInputFilter.Config.createFilter("maxdepth=64");

    private record Leaf(int number) implements Serializable {}

    /** {@return sets in sets, two on each level: their hash codes take twice as long for each level} */
    private static Set<Object> bomb(int levels) {
        Set<Object> root = new HashSet<>();
        Set<Object> a = root;
        Set<Object> b = new HashSet<>();
        for (int i = 0; i < levels; i++) {
            Set<Object> nextA = new HashSet<>();
            Set<Object> nextB = new HashSet<>();
            nextA.add(new Leaf(1));
            // Sets that are empty while they are put in, so that making the bomb does not take as long.
            a.add(nextA);
            a.add(nextB);
            b.add(nextA);
            b.add(nextB);
            a = nextA;
            b = nextB;
        }
        return root;
    }

    private Throwable decode(byte[] bytes, ObjectInputFilter filter) {
        return catchThrowable(
                () -> new Decoder(codec.loaders, filter, null).value(new ArraySource(bytes, 0, bytes.length)));
    }

    private Throwable decodeWarm(byte[] bytes, ObjectInputFilter filter) {
        for (int i = 0; i < 3; i++) decode(bytes, filter);
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime(); // a busy machine is not the value's fault
        Throwable failure = decode(bytes, filter);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(AT_ONCE);
        return failure;
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 40, 60, 100})
    void setsInSetsAreRefusedAtOnce(int levels) {
        byte[] bytes = codec.bytes(new Object[] {new Leaf(0), bomb(levels)});

        var failure = decodeWarm(bytes, lenient);

        assertThat(failure).hasRootCauseInstanceOf(InvalidClassException.class);
    }

    @Test
    void collectionsThatOneMeetsAreRead() throws Exception {
        Map<String, Object> deep = new HashMap<>(Map.of("leaf", new Leaf(1)));
        for (int i = 0; i < 15; i++) deep = new HashMap<>(Map.of("child", new ArrayList<>(List.of(deep))));
        byte[] bytes = codec.bytes(deep);

        var value = new Decoder(codec.loaders, lenient, null).value(new ArraySource(bytes, 0, bytes.length));

        assertThat(value).isEqualTo(deep);
    }

    @Test
    void keysWithTheSameHashCodeAreReadAtOnce() {
        Map<Object, Object> same = new HashMap<>();
        for (int i = 0; i < 1 << 13; i++) {
            var key = new StringBuilder();
            for (int bit = 0; bit < 13; bit++) key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            same.put(key.toString(), i);
        }
        assertThat(same.keySet().stream().mapToInt(Object::hashCode).distinct().count())
                .isOne();
        byte[] plain = codec.bytes(same);
        byte[] objects = codec.bytes(new Object[] {new Leaf(0), same});

        assertThat(decodeWarm(plain, lenient)).isNull();
        assertThat(decodeWarm(objects, lenient)).isNull();
    }

    @Test
    void anArrayOfTwoBillionIsRefusedAtOnce() {
        byte[] bytes = codec.bytes(new Object[] {new Leaf(0), new Leaf[77]});
        int at = -1;
        for (int i = 0; i + 4 <= bytes.length; i++)
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 0 && bytes[i + 3] == 77) at = i;
        assertThat(at).isPositive();
        bytes[at] = 0x7f;
        for (int i = 1; i < 4; i++) bytes[at + i] = (byte) 0xff;

        var failure = decodeWarm(bytes, lenient);

        assertThat(failure).hasRootCauseInstanceOf(InvalidClassException.class);
    }

    @Test
    void aMillionObjectsAreRefusedAtOnceByAFilterThatLimitsThem() {
        Object[] many = new Object[1_000_000];
        for (int i = 0; i < many.length; i++) many[i] = new Leaf(i);
        byte[] bytes = codec.bytes(many);

        var failure = decodeWarm(bytes, ObjectInputFilter.Config.createFilter("maxrefs=10000"));

        assertThat(failure).hasRootCauseInstanceOf(InvalidClassException.class);
    }
}
