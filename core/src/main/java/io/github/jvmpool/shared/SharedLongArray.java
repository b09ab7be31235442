package io.github.jvmpool.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Numbers of 64 bits in a {@link SharedMemory}, with the methods and the ordering of {@link java.util.concurrent.atomic.AtomicLongArray}.
 * May be used by any number of threads and processes.
 */
public final class SharedLongArray {
    private static final VarHandle ELEMENTS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final int length;

    SharedLongArray(ByteBuffer memory) {
        this.memory = memory;
        this.length = memory.capacity() / Long.BYTES;
    }

    /** {@return how many there are} */
    public int length() {
        return length;
    }

    private int at(int index) {
        return Objects.checkIndex(index, length) * Long.BYTES;
    }

    /** {@return element {@code index}} */
    public long get(int index) {
        return (long) ELEMENTS.getVolatile(memory, at(index));
    }

    /** Sets element {@code index}. */
    public void set(int index, long value) {
        ELEMENTS.setVolatile(memory, at(index), value);
    }

    /**
     * Sets element {@code index}.
     *
     * @return what it was before
     */
    public long getAndSet(int index, long value) {
        return (long) ELEMENTS.getAndSet(memory, at(index), value);
    }

    /**
     * Sets element {@code index} if it is {@code expected}.
     *
     * @return whether it was
     */
    public boolean compareAndSet(int index, long expected, long value) {
        return ELEMENTS.compareAndSet(memory, at(index), expected, value);
    }

    /**
     * Adds to element {@code index}.
     *
     * @return what it was before
     */
    public long getAndAdd(int index, long delta) {
        return (long) ELEMENTS.getAndAdd(memory, at(index), delta);
    }

    /**
     * Adds to element {@code index}.
     *
     * @return what it is then
     */
    public long addAndGet(int index, long delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Adds 1 to element {@code index}.
     *
     * @return what it is then
     */
    public long incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /**
     * Subtracts 1 from element {@code index}.
     *
     * @return what it is then
     */
    public long decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Sets {@code values.length} elements from {@code index} on, each in no order with anything else. */
    public void put(int index, long[] values) {
        Objects.checkFromIndexSize(index, values.length, length);
        memory.asLongBuffer().put(index, values);
    }

    /** Reads as many elements from {@code index} on as {@code target} has room for, each in no order with anything else. */
    public void get(int index, long[] target) {
        Objects.checkFromIndexSize(index, target.length, length);
        memory.asLongBuffer().get(index, target);
    }
}
