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
        return source[at] & 0xff | (source[at + 1] & 0xff) << 8 | (source[at + 2] & 0xff) << 16 | source[at + 3] << 24;
    }

    /** {@return the eight bytes of {@code source} from {@code offset} on} */
    static long int64(byte[] source, int offset) {
        return (source[offset] & 0xffL)
                | (source[offset + 1] & 0xffL) << 8
                | (source[offset + 2] & 0xffL) << 16
                | (source[offset + 3] & 0xffL) << 24
                | (source[offset + 4] & 0xffL) << 32
                | (source[offset + 5] & 0xffL) << 40
                | (source[offset + 6] & 0xffL) << 48
                | (source[offset + 7] & 0xffL) << 56;
    }
}
