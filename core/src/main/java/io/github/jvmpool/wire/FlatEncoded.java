package io.github.jvmpool.wire;

import java.nio.ByteBuffer;

/** Bytes in one array. */
public final class FlatEncoded extends Encoded {
    private final byte[] bytes;
    private final int offset;
    private final int length;

    /** Refers to bytes {@code offset} … {@code offset + length - 1}, which must not change any more. */
    public FlatEncoded(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > bytes.length - offset) {
            throw new IndexOutOfBoundsException(offset + " + " + length + " of " + bytes.length);
        }
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** {@return the array that holds the bytes from {@link #offset} on; not to be changed} */
    public byte[] bytes() {
        return bytes;
    }

    /** {@return where in {@link #bytes} the first byte is} */
    public int offset() {
        return offset;
    }

    @Override
    public long length() {
        return length;
    }

    /** {@return bytes {@code from} … {@code to - 1} of this one, not copied} */
    public Encoded slice(int from, int to) {
        if (from < 0 || from > to || to > length)
            throw new IndexOutOfBoundsException(from + " … " + to + " of " + length);
        return new FlatEncoded(bytes, offset + from, to - from);
    }

    @Override
    public int copy(long from, ByteBuffer target) {
        int count = (int) Math.min(target.remaining(), length - from);
        target.put(bytes, offset + (int) from, count);
        return count;
    }
}
