package io.github.jvmpool.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.jspecify.annotations.Nullable;

/** Both ends of the encoding in one JVM. */
final class Codec {
    final TestLoaders loaders = new TestLoaders();
    final Encoder encoder = new Encoder(loaders);
    final Decoder decoder = new Decoder(loaders, null, null);

    @Nullable
    Object roundTrip(@Nullable Object value) throws IOException, ClassNotFoundException {
        var source = new EncodedSource(encoded(value), 64);
        Object read = decoder.value(source);
        if (source.remaining() != 0) throw new AssertionError(source.remaining() + " bytes left");
        return read;
    }

    Encoded encoded(@Nullable Object value) {
        encoder.value(value);
        long length = encoder.length();
        var encoded = encoder.finish();
        if (encoded.length() != length) throw new AssertionError(encoded.length() + " instead of " + length);
        return encoded;
    }

    byte[] bytes(@Nullable Object value) {
        return bytes(encoded(value));
    }

    static byte[] bytes(Encoded encoded) {
        byte[] bytes = new byte[(int) encoded.length()];
        int done = 0;
        while (done < bytes.length) done += encoded.copy(done, bytes, done, bytes.length - done);
        return bytes;
    }

    int tag(@Nullable Object value) {
        return bytes(value)[0];
    }

    /** What plain serialization makes of a value. */
    static @Nullable Object jdkRoundTrip(@Nullable Object value) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
