package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Replaces the object stream for values that have no encoding of their own. */
public interface Fallback {
    /** Writes {@code value}; does not close {@code out}. */
    void write(Object value, OutputStream out) throws IOException;

    /**
     * {@return the value that {@link #write} wrote}
     *
     * @param in the bytes of this value only
     * @param loader the one that defined the value's class
     */
    @Nullable
    Object read(InputStream in, ClassLoader loader) throws IOException, ClassNotFoundException;
}
