package io.github.jvmpool.wire;

/** Little-endian numbers in byte arrays. */
public final class Bytes {
    private Bytes() {}

    /** Writes four bytes. */
    public static void int32(byte[] target, int at, int value) {
        target[at] = (byte) value;
        target[at + 1] = (byte) (value >> 8);
        target[at + 2] = (byte) (value >> 16);
        target[at + 3] = (byte) (value >> 24);
    }

    /** {@return the four bytes at {@code at}} */
    public static int int32(byte[] source, int at) {
        return source[at] & 0xff
                | (source[at + 1] & 0xff) << 8
                | (source[at + 2] & 0xff) << 16
                | source[at + 3] << 24;
    }
}
