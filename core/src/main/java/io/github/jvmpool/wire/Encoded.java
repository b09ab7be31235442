package io.github.jvmpool.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes ready to travel. Immutable, but that large arrays may be referred to instead of copied.
 *
 * <p>It can be read from any position, so that one that does not fit into a ring goes in pieces.
 */
public abstract class Encoded {
    /** {@return how many bytes it has} */
    public abstract long length();

    /**
     * Copies bytes, to the target's position and behind it.
     *
     * @param from the first byte to copy
     * @param target takes as many as it has room for; little-endian
     * @return how many were copied; at least 1 if there is room and anything left
     */
    public abstract int copy(long from, ByteBuffer target);

    /** Copies up to {@code length} bytes to {@code target}, from {@code offset} on; returns how many, as above. */
    public final int copy(long from, byte[] target, int offset, int length) {
        return copy(from, ByteBuffer.wrap(target, offset, length).order(ByteOrder.LITTLE_ENDIAN));
    }
}
