package io.github.jvmpool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Replaces JDK serialization for arguments and results that have no built-in fast encoding. Functions always travel by JDK
 * serialization. The serializer itself is serialized once to each worker; it must be thread-safe.
 */
public interface Serializer extends Serializable {
    /**
     * Writes one value.
     *
     * @param value the value, never null
     * @param out takes the bytes; not to be closed
     * @throws IOException if the value cannot be written; the caller gets it inside a {@link ShippingException}
     */
    void write(Object value, OutputStream out) throws IOException;

    /**
     * {@return the value that {@link #write} wrote}
     *
     * @param in holds the bytes of this value only
     * @param loader finds the caller's classes
     * @throws IOException if the bytes are not a value
     * @throws ClassNotFoundException if a class is missing
     */
    @Nullable
    Object read(InputStream in, ClassLoader loader) throws IOException, ClassNotFoundException;
}
