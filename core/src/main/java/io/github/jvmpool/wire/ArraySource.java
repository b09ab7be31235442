package io.github.jvmpool.wire;

import java.io.EOFException;

/** A message that is wholly in memory. */
public final class ArraySource extends Source {
    /** Reads bytes {@code offset} … {@code offset + length - 1} of {@code bytes}. */
    public ArraySource(byte[] bytes, int offset, int length) {
        super(bytes);
        position = offset;
        limit = offset + length;
    }

    /** {@return the array it reads} */
    public byte[] array() {
        return buffer;
    }

    /** {@return where in {@link #array} the next byte is} */
    public int position() {
        return position;
    }

    @Override
    protected void fill(int count) throws EOFException {
        throw new EOFException("message ends " + (count - (limit - position)) + " bytes too early");
    }

    @Override
    protected void transfer(byte[] target, int offset, int length) throws EOFException {
        fill(length);
    }

    @Override
    public long remaining() {
        return (long) limit - position;
    }
}
