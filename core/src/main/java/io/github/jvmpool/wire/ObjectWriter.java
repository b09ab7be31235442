package io.github.jvmpool.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes values as object streams without headers, by one stream for many values where that is cheaper than a new one. */
final class ObjectWriter {
    /** A stream that wrote more than this has large tables, which cost time to clear. */
    private static final int REUSABLE = 1 << 16;

    private final Encoder target;
    private final ClassLoaders loaders;
    private final EncoderStream sink;
    private @Nullable ValueOutputStream stream;

    ObjectWriter(Encoder target, ClassLoaders loaders) {
        this.target = target;
        this.loaders = loaders;
        this.sink = new EncoderStream(target);
    }

    void write(Object value) throws IOException {
        int start = target.position();
        var out = stream;
        // One that failed is not used again.
        stream = null;
        if (out == null) out = new ValueOutputStream(sink, loaders);
        out.writeObject(value);
        out.flush();
        if (target.position() - start > REUSABLE) return;
        sink.dropping = true;
        out.reset();
        out.flush();
        sink.dropping = false;
        stream = out;
    }
}
