package io.github.jvmpool.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Moves elements of arrays of primitives at memory speed, little-endian. */
final class PrimitiveArrays {
    private static final int STEP = 1 << 15;

    private PrimitiveArrays() {}

    /** {@return a copy of an array of primitives} */
    static Object clone(Object array) {
        if (array instanceof byte[] a) return a.clone();
        if (array instanceof double[] a) return a.clone();
        if (array instanceof int[] a) return a.clone();
        if (array instanceof long[] a) return a.clone();
        if (array instanceof float[] a) return a.clone();
        if (array instanceof char[] a) return a.clone();
        if (array instanceof short[] a) return a.clone();
        return ((boolean[]) array).clone();
    }

    /** Writes {@code count} elements, beginning with {@code from}, to {@code target}. */
    static void put(Object array, int from, int count, byte[] target, int offset) {
        put(
                array,
                from,
                count,
                ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).position(offset));
    }

    /** Writes {@code count} elements, beginning with {@code from}, to {@code target}, which is little-endian and has room for them. */
    static void put(Object array, int from, int count, ByteBuffer target) {
        if (array instanceof byte[] a) {
            target.put(a, from, count);
            return;
        }
        int shift;
        if (array instanceof boolean[] a) {
            for (int i = 0; i < count; i++) target.put(a[from + i] ? (byte) 1 : 0);
            return;
        } else if (array instanceof double[] a) {
            target.asDoubleBuffer().put(a, from, count);
            shift = 3;
        } else if (array instanceof int[] a) {
            target.asIntBuffer().put(a, from, count);
            shift = 2;
        } else if (array instanceof long[] a) {
            target.asLongBuffer().put(a, from, count);
            shift = 3;
        } else if (array instanceof float[] a) {
            target.asFloatBuffer().put(a, from, count);
            shift = 2;
        } else if (array instanceof char[] a) {
            target.asCharBuffer().put(a, from, count);
            shift = 1;
        } else {
            target.asShortBuffer().put((short[]) array, from, count);
            shift = 1;
        }
        target.position(target.position() + (count << shift));
    }

    /** Reads {@code count} elements, each of two to the power of {@code shift} bytes, into the beginning of {@code array}. */
    static void get(Source in, Object array, int count, int shift) throws IOException {
        if (array instanceof byte[] a) {
            in.bytes(a, 0, count);
            return;
        }
        byte[] step = null;
        int done = 0;
        while (done < count) {
            int buffered = Math.min(count - done, (in.limit - in.position) >>> shift);
            if (buffered > 0) {
                get(in.buffer, in.position, array, done, buffered);
                in.position += buffered << shift;
                done += buffered;
            } else {
                if (step == null) step = new byte[STEP];
                int some = Math.min(count - done, STEP >>> shift);
                in.bytes(step, 0, some << shift);
                get(step, 0, array, done, some);
                done += some;
            }
        }
    }

    private static void get(byte[] source, int offset, Object array, int at, int count) {
        if (array instanceof boolean[] a) {
            for (int i = 0; i < count; i++) a[at + i] = source[offset + i] != 0;
            return;
        }
        var view = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN).position(offset);
        if (array instanceof double[] a) {
            view.asDoubleBuffer().get(a, at, count);
        } else if (array instanceof int[] a) {
            view.asIntBuffer().get(a, at, count);
        } else if (array instanceof long[] a) {
            view.asLongBuffer().get(a, at, count);
        } else if (array instanceof float[] a) {
            view.asFloatBuffer().get(a, at, count);
        } else if (array instanceof char[] a) {
            view.asCharBuffer().get(a, at, count);
        } else {
            view.asShortBuffer().get((short[]) array, at, count);
        }
    }
}
