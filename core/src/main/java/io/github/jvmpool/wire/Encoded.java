package io.github.jvmpool.wire;

/**
 * Bytes ready to travel. Immutable, but that large arrays may be referred to instead of copied.
 *
 * <p>It can be read from any position, so that one that does not fit into a ring goes in pieces.
 */
public abstract class Encoded {
    /** {@return how many bytes it has} */
    public abstract long length();

    /**
     * Copies bytes.
     *
     * @param from the first byte to copy
     * @param target takes them
     * @param offset where in {@code target}
     * @param length how many at most
     * @return how many were copied; at least 1 if {@code length} and what is left are
     */
    public abstract int copy(long from, byte[] target, int offset, int length);
}
