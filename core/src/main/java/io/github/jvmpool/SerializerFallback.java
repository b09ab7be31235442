package io.github.jvmpool;

import io.github.jvmpool.wire.Fallback;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The user's {@link Serializer} as the encoding uses it. */
record SerializerFallback(Serializer serializer) implements Fallback {
    @Override
    public void write(Object value, OutputStream out) throws IOException {
        serializer.write(value, out);
    }

    @Override
    public @Nullable Object read(InputStream in, ClassLoader loader) throws IOException, ClassNotFoundException {
        return serializer.read(in, loader);
    }
}
