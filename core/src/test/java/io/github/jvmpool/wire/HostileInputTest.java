package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
    private static final int MUTATIONS = 10_000;

    private final Codec codec = new Codec();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Node(String name, List<Node> children, int[] numbers) implements Serializable {}

    private List<Object> samples() {
        return List.of(
                new ArrayList<>(List.of(1, "two", 3.0, List.of(4L), Map.of("five", 6), new int[] {7, 8})),
                new HashMap<>(Map.of("a", new ArrayList<>(List.of(1, 2)), "b", "text")),
                new TreeMap<>(Map.of("a", 1, "b", 2)),
                new double[][] {{1, 2}, {3}},
                new Node("root", List.of(new Node("leaf", new ArrayList<>(), new int[3])), new int[100]),
                new Object[] {
                    new Node("x", List.of(), new int[0]), new HashSet<>(List.of(1, 2)), new HashMap<>(Map.of(1, 2))
                },
                new IllegalStateException("text", new IOException("cause")),
                "text \u4e00");
    }

    @Test
    @Timeout(60)
    void mutatedBytesGiveAValueOrADeclaredException() {
        long seed = System.nanoTime();
        var filter = ObjectInputFilter.Config.createFilter("maxdepth=64;maxarray=1000000");
        var decoder = new Decoder(codec.loaders, filter, null);
        List<Object> samples = samples();
        for (int i = 0; i < MUTATIONS; i++) {
            var random = new Random(seed + i);
            byte[] bytes = codec.bytes(samples.get(random.nextInt(samples.size())));
            for (int n = random.nextInt(3); n >= 0; n--) bytes[random.nextInt(bytes.length)] = (byte) mutation(random);

            checked(decoder, bytes, seed + i);
        }
    }

    private static int mutation(Random random) {
        return random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? 0x7f : random.nextInt(70);
    }

    @Test
    void truncatedBytesGiveADeclaredException() {
        for (Object sample : samples()) {
            byte[] bytes = codec.bytes(sample);
            for (int length = 0; length < bytes.length; length++) {
                byte[] shorter = java.util.Arrays.copyOf(bytes, length);
                var failure = catchThrowable(() -> codec.decoder.value(new ArraySource(shorter, 0, shorter.length)));
                assertThat(failure).as("%s of %s", length, sample).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    @Timeout(60)
    void randomBytesGiveAValueOrADeclaredException() {
        long seed = System.nanoTime();
        for (int i = 0; i < MUTATIONS; i++) {
            var random = new Random(seed + i);
            byte[] bytes = new byte[1 + random.nextInt(60)];
            for (int at = 0; at < bytes.length; at++)
                bytes[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt(70) : random.nextInt(4));
            checked(codec.decoder, bytes, seed + i);
        }
    }

    private static void checked(Decoder decoder, byte[] bytes, long seed) {
        try {
            decoder.value(new ArraySource(bytes, 0, bytes.length));
        } catch (IOException | ClassNotFoundException expected) {
            if (expected.getCause() instanceof OutOfMemoryError error) throw new AssertionError("seed " + seed, error);
        } catch (Throwable other) {
            throw new AssertionError("seed " + seed, other);
        }
    }

    /** A message that claims to be endless, but has only these bytes. */
    private static final class LyingSource extends Source {
        private final long claimed;

        LyingSource(byte[] bytes, long claimed) {
            super(bytes);
            this.claimed = claimed;
            limit = bytes.length;
        }

        @Override
        protected void fill(int count) throws IOException {
            throw new java.io.EOFException();
        }

        @Override
        protected void transfer(byte[] target, int offset, int length) throws IOException {
            throw new java.io.EOFException();
        }

        @Override
        public long remaining() {
            return claimed - position;
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Tags.BYTES,
                Tags.DOUBLES,
                Tags.BOOLEANS,
                Tags.CHARS,
                Tags.ARRAY_LIST,
                Tags.HASH_SET,
                Tags.LIST_OF,
                Tags.ARRAY_DEQUE,
                Tags.LINKED_HASH_SET,
                Tags.HASH_MAP,
                Tags.BIG_INTEGER,
                Tags.STRING,
                Tags.OBJECT,
                Tags.REFERENCES
            })
    void aLyingLengthCostsAnExceptionOnly(int tag) {
        var encoder = codec.encoder;
        encoder.int8(tag);
        if (tag == Tags.STRING) encoder.int8(254);
        if (tag == Tags.REFERENCES) encoder.int8(0);
        encoder.int32(Integer.MAX_VALUE);
        encoder.int8(0);
        byte[] bytes = Codec.bytes(encoder.finish());

        var honestFrame = catchThrowable(() -> codec.decoder.value(new ArraySource(bytes, 0, bytes.length)));
        var lyingFrame = catchThrowable(() -> codec.decoder.value(new LyingSource(bytes, 1L << 40)));

        assertThat(honestFrame).isInstanceOf(IOException.class).hasNoCause();
        assertThat(lyingFrame).isInstanceOf(IOException.class);
        for (var cause = lyingFrame; cause != null; cause = cause.getCause())
            assertThat(cause).isNotInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void collectionsNestedTooDeeplyAreRefused() {
        byte[] bytes = new byte[2_000_000];
        java.util.Arrays.fill(bytes, (byte) Tags.SINGLETON_LIST);

        var failure = catchThrowable(() -> codec.decoder.value(new ArraySource(bytes, 0, bytes.length)));

        assertThat(failure).isInstanceOf(ProtocolException.class).hasMessage("values nested deeper than 64");
    }

    @Test
    void objectsNestedTooDeeplyAreAnIoException() throws Exception {
        Object[] deep = {};
        var thread = new Thread(null, null, "deep", 1L << 29) {
            byte[] bytes = {};

            @Override
            public void run() {
                Object[] nested = deep;
                for (int i = 0; i < 100_000; i++) nested = new Object[] {nested};
                bytes = codec.bytes(nested);
            }
        };
        thread.start();
        thread.join();
        var source = new ArraySource(thread.bytes, 0, thread.bytes.length);

        var failure = catchThrowable(() -> codec.decoder.value(source));

        assertThat(failure).isInstanceOf(DecodingException.class).hasMessage("a value is nested too deeply to be read");
        assertThat(source.remaining()).isZero();
    }

    @Test
    void unknownTagsAndKindsAreNamed() {
        byte[] tag = {99};
        byte[] kind = {Tags.ARRAY_LIST, 1, 0, 0, 0, 77, 0};
        byte[] component = {Tags.REFERENCES, 99, 0, 0, 0, 0};
        byte[] fallback = {Tags.FALLBACK, 0, 0, 0, 0, 0, 0, 0, 0};

        assertThat(catchThrowable(() -> codec.decoder.value(new ArraySource(tag, 0, 1))))
                .hasMessage("unknown tag 99");
        assertThat(catchThrowable(() -> codec.decoder.value(new ArraySource(kind, 0, 7))))
                .hasMessage("unknown kind of elements 77");
        assertThat(catchThrowable(() -> codec.decoder.value(new ArraySource(component, 0, 6))))
                .hasMessage("unknown array component 99");
        assertThat(catchThrowable(() -> codec.decoder.value(new ArraySource(fallback, 0, 9))))
                .isInstanceOf(ProtocolException.class);
    }
}
