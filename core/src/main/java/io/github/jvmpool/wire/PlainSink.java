package io.github.jvmpool.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes plain data in the layout that {@link PlainData} reads: numbers little-endian, texts and blocks behind their length. Large blocks
 * are referred to, not copied. Not thread-safe.
 */
public final class PlainSink {
    private static final int REFER = 4096;

    private final List<byte[]> parts = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();
    private byte[] tail = new byte[256];
    private int used;

    /** Adds one byte. */
    public void int8(int value) {
        room(1);
        tail[used++] = (byte) value;
    }

    /** Adds four bytes. */
    public void int32(int value) {
        room(4);
        for (int shift = 0; shift < 32; shift += 8) tail[used++] = (byte) (value >>> shift);
    }

    /** Adds a text of any length. */
    public void text(String value) {
        block(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes and how many they are; they must not change any more. */
    public void block(byte[] value) {
        int32(value.length);
        if (value.length >= REFER) {
            cut();
            parts.add(value);
            lengths.add(value.length);
            return;
        }
        room(value.length);
        System.arraycopy(value, 0, tail, used, value.length);
        used += value.length;
    }

    /** {@return what was added; the sink must not be used any more} */
    public ArrayEncoded finish() {
        cut();
        int[] sizes = new int[lengths.size()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = lengths.get(i);
        return new ArrayEncoded(parts.toArray(new byte[0][]), sizes);
    }

    private void cut() {
        if (used == 0) return;
        parts.add(tail);
        lengths.add(used);
        tail = new byte[256];
        used = 0;
    }

    private void room(int count) {
        if (tail.length - used < count) tail = Arrays.copyOf(tail, Math.max(tail.length * 2, used + count));
    }
}
