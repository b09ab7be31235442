package io.github.jvmpool.wire;

import java.nio.ByteBuffer;

/** The elements of a large array of primitives, turned into bytes only where they are copied to. */
final class EncodedArray extends Encoded {
    private final Object array;
    private final int shift;
    private final long length;

    /**
     * Refers to an array.
     *
     * @param array of primitives
     * @param count its length
     * @param shift two to the power of it is the size of an element
     */
    EncodedArray(Object array, int count, int shift) {
        this.array = array;
        this.shift = shift;
        this.length = (long) count << shift;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int copy(long from, ByteBuffer target) {
        int count = (int) Math.min(target.remaining(), length - from);
        int size = 1 << shift;
        int done = 0;
        while (done < count) {
            int index = (int) ((from + done) >>> shift);
            int inside = (int) (from + done) & (size - 1);
            if (inside == 0 && count - done >= size) {
                int whole = (count - done) >>> shift;
                PrimitiveArrays.put(array, index, whole, target);
                done += whole << shift;
            } else {
                byte[] element = new byte[8];
                PrimitiveArrays.put(array, index, 1, element, 0);
                int part = Math.min(size - inside, count - done);
                target.put(element, inside, part);
                done += part;
            }
        }
        return count;
    }
}
