package io.github.jvmpool.wire;

import java.nio.ByteBuffer;

/** Byte arrays, one behind the other, ready to travel. They are referred to, not copied: nobody may change them any more. */
public final class ArrayEncoded extends Encoded {
    private final byte[][] parts;
    private final int[] lengths;
    private final long length;

    /** All of {@code bytes}. */
    public ArrayEncoded(byte[] bytes) {
        this(new byte[][] {bytes}, new int[] {bytes.length});
    }

    /** The first {@code lengths[i]} bytes of each {@code parts[i]}. */
    ArrayEncoded(byte[][] parts, int[] lengths) {
        this.parts = parts;
        this.lengths = lengths;
        long sum = 0;
        for (int each : lengths) sum += each;
        this.length = sum;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int copy(long from, ByteBuffer target) {
        long start = 0;
        int copied = 0;
        for (int i = 0; i < parts.length && target.hasRemaining(); i++) {
            long inPart = from + copied - start;
            if (inPart < lengths[i]) {
                int step = (int) Math.min(lengths[i] - inPart, target.remaining());
                target.put(parts[i], (int) inPart, step);
                copied += step;
            }
            start += lengths[i];
        }
        return copied;
    }

    /** {@return all its bytes in one array} */
    public byte[] toByteArray() {
        byte[] all = new byte[Math.toIntExact(length)];
        copy(0, all, 0, all.length);
        return all;
    }
}
