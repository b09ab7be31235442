package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingFailureTest {
    private static final String HERE = EncodingFailureTest.class.getName();

    private final Codec codec = new Codec();

    static final class Socket {}

    record Job(@Nullable Object socket) implements Serializable {}

    static class Base implements Serializable {
        @Nullable
        Object inBase;
    }

    static final class Derived extends Base {
        transient Object skipped = new Object();
    }

    interface Call extends Callable<Object>, Serializable {}

    static final class Demo implements Serializable {
        final Socket socket = new Socket();

        Call capturingThis() {
            return () -> socket;
        }
    }

    static final class WriteFails implements Serializable {
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeInt(1);
            throw new IllegalStateException("no");
        }
    }

    static final class ReadFails implements Serializable {
        final byte[] bytes = new byte[5000];

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IllegalStateException("no");
        }
    }

    static final class Replaced implements Serializable {
        private Object writeReplace() {
            return new Job(new Socket());
        }
    }

    static final class Failure extends RuntimeException {
        final Object detail = new Socket();
    }

    static Stream<Arguments> paths() {
        var derived = new Derived();
        derived.inBase = new Socket();
        Socket socket = new Socket();
        Call argument = () -> socket;
        Job job = new Job(socket);
        Call nested = () -> job;
        Runnable plain = () -> {};
        String isNot = HERE + "$Socket is not serializable";
        String field = "field " + HERE + "$Job.socket -> ";
        return Stream.of(
                Arguments.of(socket, isNot),
                Arguments.of(new Job(socket), HERE + "$Job -> " + field + isNot),
                Arguments.of(derived, HERE + "$Derived -> field " + HERE + "$Base.inBase -> " + isNot),
                Arguments.of(new ArrayList<>(List.of(1, socket)), "java.util.ArrayList -> element 1 -> " + isNot),
                Arguments.of(
                        List.of(job),
                        "java.util.ImmutableCollections$List12 -> element 0 (" + HERE + "$Job) -> " + field + isNot),
                Arguments.of(
                        new Object[] {1, job},
                        "[Ljava.lang.Object; -> element 1 (" + HERE + "$Job) -> " + field + isNot),
                Arguments.of(
                        new java.util.HashMap<>(Map.of("k", socket)),
                        "java.util.HashMap -> value of key k -> " + isNot),
                Arguments.of(new java.util.HashMap<>(Map.of(socket, 1)), "java.util.HashMap -> key -> " + isNot),
                Arguments.of(argument, "lambda in " + HERE + ".paths captured argument 0 -> " + isNot),
                Arguments.of(
                        nested,
                        "lambda in " + HERE + ".paths captured argument 0 (" + HERE + "$Job) -> " + field + isNot),
                Arguments.of(
                        new Demo().capturingThis(),
                        "lambda in " + HERE + "$Demo.capturingThis captured this (" + HERE + "$Demo) -> field " + HERE
                                + "$Demo.socket -> " + isNot),
                Arguments.of(
                        new Job(argument),
                        HERE + "$Job -> field " + HERE + "$Job.socket (lambda in " + HERE
                                + ".paths) -> captured argument 0 -> " + isNot),
                Arguments.of(
                        new Job(plain),
                        HERE + "$Job -> " + field + "a lambda in " + HERE
                                + " is not serializable, because java.lang.Runnable is not"),
                Arguments.of(plain, "a lambda in " + HERE + " is not serializable, because java.lang.Runnable is not"),
                Arguments.of(new Replaced(), HERE + "$Job -> " + field + isNot),
                Arguments.of(
                        new RuntimeException("outer", new Failure()),
                        "java.lang.RuntimeException -> cause (" + HERE + "$Failure) -> field " + HERE
                                + "$Failure.detail -> " + isNot),
                Arguments.of(
                        new Job(Arrays.asList(1, new WriteFails())),
                        HERE + "$Job -> field " + HERE + "$Job.socket -> element 1 -> " + HERE
                                + "$WriteFails failed to write itself: java.lang.IllegalStateException: no"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void namesThePathToTheCulprit(Object value, String message) {
        var failure = catchThrowableOfType(ShippingFailure.class, () -> codec.encoder.value(value));

        assertThat(failure).hasMessage(message);
        assertThat(failure.getCause()).isInstanceOfAny(NotSerializableException.class, IllegalStateException.class);
        assertThat(failure.culprit()).isNotNull();
    }

    @Test
    void namesTheElementThatThrewAndNotItsLike() {
        var list = new ArrayList<Object>();
        for (int i = 0; i < 20; i++) list.add(new Picky(i != 7));

        var failure = catchThrowableOfType(ShippingFailure.class, () -> codec.encoder.value(list));

        assertThat(failure).hasMessageContaining("element 7 -> " + HERE + "$Picky failed");
    }

    record Flag(boolean fine) implements Serializable {}

    static final class Picky implements Serializable {
        final boolean fine;

        Picky(boolean fine) {
            this.fine = fine;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (!fine) throw new IOException("picky");
            out.defaultWriteObject();
        }
    }

    @Test
    void aFailureLeavesTheEncoderAsItWas() throws Exception {
        codec.encoder.value("before");
        codec.encoder.value(new Job(1));
        int position = codec.encoder.position();
        for (Object bad :
                List.of(new Job(new Socket()), new WriteFails(), List.of(1, new int[100_000], new Socket()))) {
            assertThatThrownBy(() -> codec.encoder.value(bad)).isInstanceOf(ShippingFailure.class);
            assertThat(codec.encoder.position()).isEqualTo(position);
            assertThat(codec.encoder.flat()).isTrue();
        }
        codec.encoder.value(new Job(2));
        var source = new EncodedSource(codec.encoder.finish(), 64);

        assertThat(codec.decoder.value(source)).isEqualTo("before");
        assertThat(codec.decoder.value(source)).isEqualTo(new Job(1));
        assertThat(codec.decoder.value(source)).isEqualTo(new Job(2));
    }

    @Test
    void tooDeepANestingIsAFailureLikeOthers() throws Exception {
        Object deep = 1;
        for (int i = 0; i < 200_000; i++) deep = new Job(deep);
        Object value = deep;

        var failure = catchThrowableOfType(ShippingFailure.class, () -> codec.encoder.value(value));

        assertThat(failure)
                .hasMessageStartingWith(HERE + "$Job is nested too deeply")
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(codec.roundTrip(new Job(1))).isEqualTo(new Job(1));
    }

    @Test
    void aLongPathIsAbridged() {
        Object deep = new Socket();
        for (int i = 0; i < 100; i++) deep = Collections.singletonList(new Job(deep));
        Object value = deep;

        var failure = catchThrowableOfType(ShippingFailure.class, () -> codec.encoder.value(value));

        assertThat(failure).hasMessageContaining("… 189 more … -> ").hasMessageEndingWith("Socket is not serializable");
        assertThat(failure.getMessage().length()).isLessThan(2000);
    }

    @Test
    void moreThanTwoGigabytesAreRefusedBeforeTheyAreCopied() throws Exception {
        byte[] large = new byte[1 << 26];
        var encoder = codec.encoder;
        encoder.byReference(true);
        for (int i = 0; i < 31; i++) encoder.value(large);
        long length = encoder.length();

        var failure = catchThrowableOfType(ShippingFailure.class, () -> encoder.value(large));

        assertThat(failure)
                .hasMessageStartingWith("too large to send: at least 2147483")
                .hasMessageContaining("the limit is 2147482623");
        assertThat(encoder.length()).isEqualTo(length);
        encoder.value(1);
        encoder.reset();
        assertThat(encoder.length()).isZero();
    }

    @Test
    void aValueThatCannotBeReadIsPassedOver() throws Exception {
        codec.encoder.value(new ReadFails());
        codec.encoder.value(new Job("next"));
        var source = new EncodedSource(codec.encoder.finish(), 64);

        var failure = catchThrowableOfType(DecodingException.class, () -> codec.decoder.value(source));

        assertThat(failure)
                .hasMessage("a value cannot be read: java.lang.IllegalStateException: no")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(codec.decoder.value(source)).isEqualTo(new Job("next"));
    }

    @Test
    void aMissingClassIsNamedAndPassedOver() throws Exception {
        byte[] bytes = codec.bytes(new Flag(true));
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("$Flag");
        bytes[at + 1] = 'G';
        var source = new ArraySource(bytes, 0, bytes.length);

        var failure = catchThrowableOfType(ClassNotFoundException.class, () -> codec.decoder.value(source));

        assertThat(failure).hasMessageContaining("$Glag");
        assertThat(source.remaining()).isZero();
    }

    static final class Numbered implements Serializable {
        private static final long serialVersionUID = 0x1122334455667788L;
    }

    @Test
    void anotherSerialVersionIsRefused() throws Exception {
        byte[] bytes = codec.bytes(new Numbered());
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\u0011\"3DUfw");
        bytes[at] ^= 1;
        var source = new ArraySource(bytes, 0, bytes.length);

        var failure = catchThrowableOfType(DecodingException.class, () -> codec.decoder.value(source));

        assertThat(failure)
                .hasCauseInstanceOf(InvalidClassException.class)
                .hasMessageContaining("local class incompatible");
        assertThat(source.remaining()).isZero();
    }

    @Test
    void theFilterSeesEachValueAsAStreamOfItsOwn() throws Exception {
        var filter = ObjectInputFilter.Config.createFilter("maxrefs=20;maxbytes=2000;!" + HERE + "$Flag");
        var decoder = new Decoder(codec.loaders, filter, null);
        byte[] good = codec.bytes(new Job(1));
        byte[] bad = codec.bytes(new Flag(true));
        byte[] many = codec.bytes(new Job(new ArrayList<Object>(Collections.nCopies(30, new Numbered()))));
        byte[] more = codec.bytes(new Job(new Object[] {
            new Job(1),
            new Job(2),
            new Job(3),
            new Job(4),
            new Job(5),
            new Job(6),
            new Job(7),
            new Job(8),
            new Job(9),
            new Job(10),
            new Job(Map.of()),
            new Job(TimeValue.A)
        }));

        for (int i = 0; i < 200; i++)
            assertThat(decoder.value(new ArraySource(good, 0, good.length))).isEqualTo(new Job(1));
        assertThat(catchThrowableOfType(
                        DecodingException.class, () -> decoder.value(new ArraySource(bad, 0, bad.length))))
                .hasMessageContaining("does not allow");
        assertThat(catchThrowableOfType(
                        DecodingException.class, () -> decoder.value(new ArraySource(more, 0, more.length))))
                .hasMessageContaining("does not allow");
        assertThat(many).isNotEmpty();
        assertThat(decoder.value(new ArraySource(good, 0, good.length))).isEqualTo(new Job(1));
    }

    enum TimeValue {
        A
    }

    @Test
    void theFallbackCarriesWhatHasNoTag() throws Exception {
        Fallback fallback = new Fallback() {
            @Override
            public void write(Object value, java.io.OutputStream out) throws IOException {
                if (value instanceof Job job && job.socket() instanceof Socket) throw new IOException("not that");
                out.write(value.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }

            @Override
            public Object read(java.io.InputStream in, ClassLoader loader) throws IOException {
                assertThat(loader).isSameAs(EncodingFailureTest.class.getClassLoader());
                if (in.available() > 100) throw new IOException("too long");
                return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            }
        };
        var encoder = new Encoder(codec.loaders, fallback);
        var decoder = new Decoder(codec.loaders, null, fallback);
        encoder.value(new Job(1));
        encoder.value(new Job("x".repeat(200)));
        encoder.value(5);
        assertThat(catchThrowableOfType(ShippingFailure.class, () -> encoder.value(new Job(new Socket()))))
                .hasMessage(HERE + "$Job cannot be written by the serializer: java.io.IOException: not that");
        encoder.serialized(new Job(2));
        var source = new EncodedSource(encoder.finish(), 64);

        assertThat(decoder.value(source)).isEqualTo("Job[socket=1]");
        assertThat(catchThrowableOfType(DecodingException.class, () -> decoder.value(source)))
                .hasMessageContaining("too long");
        assertThat(decoder.value(source)).isEqualTo(5);
        assertThat(decoder.value(source)).isEqualTo(new Job(2));
    }
}
