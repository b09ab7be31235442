package io.github.jvmpool.shared;

import io.github.jvmpool.home.MappedMemory;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.nio.ByteBuffer;

/**
 * A piece of memory that processes of one machine share, byte for byte and without copies: Python's {@code shared_memory} and
 * {@code Array}. It is full of zeros at first.
 *
 * <p>{@link #close()} says that this process is done with it, {@link #unlink()} that nobody shall open it any more; those who have it open
 * keep it. It is gone with the last process that uses it, and always with the process that is its home, however that ends. It lies in
 * {@code /dev/shm} where there is room, else in the temporary directory.
 *
 * <p>What one process writes into a {@link #buffer()} others see, but when is as open as between threads; the typed views have the
 * ordering of the JDK's {@code Atomic…Array}s.
 */
public final class SharedMemory extends SharedObject {
    private static final long serialVersionUID = 1;

    private final transient MappedMemory mapped;

    SharedMemory(Remote remote) {
        super(remote);
        this.mapped = MappedMemory.of(remote);
    }

    /**
     * {@return memory}
     *
     * @param bytes how much
     * @throws IllegalArgumentException if {@code bytes} is less than 1
     * @throws IllegalStateException if there is no room for it
     */
    public static SharedMemory create(long bytes) {
        return createIn(first(), bytes);
    }

    static SharedMemory createIn(Place place, long bytes) {
        if (bytes < 1) throw new IllegalArgumentException("bytes must be at least 1, was " + bytes);
        return new SharedMemory(createAt(place, Types.MEMORY, bytes));
    }

    /** {@return how many bytes it has} */
    public long size() {
        return mapped.size(this::open);
    }

    /**
     * {@return the first 2 GiB of it, or all if it is smaller; little-endian like the typed views}
     *
     * @throws IllegalStateException if this process has closed it, or nobody may open it any more
     */
    public ByteBuffer buffer() {
        return buffer(0, (int) Math.min(size(), Integer.MAX_VALUE));
    }

    /**
     * {@return a part of it}
     *
     * @param offset where it begins, in bytes
     * @param length how many bytes it has
     * @throws IndexOutOfBoundsException if it is not within the memory
     */
    public ByteBuffer buffer(long offset, int length) {
        return mapped.buffer(offset, length, this::open);
    }

    private MappedMemory.Opening open() {
        var answer = call(request(Ops.MEMORY_OPEN));
        try {
            return new MappedMemory.Opening(io.github.jvmpool.wire.Decoder.string(answer), answer.int64());
        } catch (java.io.IOException e) {
            throw new IllegalStateException("the home of shared memory made no sense", e);
        }
    }

    /** {@return all of it as numbers of 64 bits, as far as an int can count them} */
    public SharedLongArray asLongArray() {
        return asLongArray(0, count(Long.BYTES));
    }

    /**
     * {@return a part of it as numbers of 64 bits}
     *
     * @param offset where it begins, in bytes, a multiple of 8
     * @param length how many numbers
     */
    public SharedLongArray asLongArray(long offset, int length) {
        return new SharedLongArray(part(offset, length, Long.BYTES));
    }

    /** {@return all of it as {@code double}s, as far as an int can count them} */
    public SharedDoubleArray asDoubleArray() {
        return asDoubleArray(0, count(Double.BYTES));
    }

    /**
     * {@return a part of it as {@code double}s}
     *
     * @param offset where it begins, in bytes, a multiple of 8
     * @param length how many numbers
     */
    public SharedDoubleArray asDoubleArray(long offset, int length) {
        return new SharedDoubleArray(part(offset, length, Double.BYTES));
    }

    /** {@return all of it as {@code int}s, as far as an int can count them} */
    public SharedIntArray asIntArray() {
        return asIntArray(0, count(Integer.BYTES));
    }

    /**
     * {@return a part of it as {@code int}s}
     *
     * @param offset where it begins, in bytes, a multiple of 4
     * @param length how many numbers
     */
    public SharedIntArray asIntArray(long offset, int length) {
        return new SharedIntArray(part(offset, length, Integer.BYTES));
    }

    private int count(int size) {
        return (int) Math.min(size() / size, Integer.MAX_VALUE / size);
    }

    private ByteBuffer part(long offset, int length, int size) {
        if (offset % size != 0)
            throw new IllegalArgumentException("offset must be a multiple of " + size + ", was " + offset);
        if (length < 0 || length > Integer.MAX_VALUE / size)
            throw new IndexOutOfBoundsException(
                    "length must be from 0 to " + Integer.MAX_VALUE / size + ", was " + length);
        return buffer(offset, length * size);
    }

    /** Nobody can open it any more. Those who have it open keep it until they are done. */
    public void unlink() {
        call(request(Ops.MEMORY_UNLINK));
    }

    /** This process is done with it: to ask it for more of it is an {@link IllegalStateException}. Buffers that it has stay as they are. */
    @Override
    public void close() {
        mapped.close();
    }
}
