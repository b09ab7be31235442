package io.github.jvmpool.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * {@code int}s in a {@link SharedMemory}, with the methods and the ordering of {@link java.util.concurrent.atomic.AtomicIntegerArray}.
 * May be used by any number of threads and processes.
 */
public final class SharedIntArray {
    private static final VarHandle ELEMENTS =
            MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final int length;

    SharedIntArray(ByteBuffer memory) {
        this.memory = memory;
        this.length = memory.capacity() / Integer.BYTES;
    }

    /** {@return how many there are} */
    public int length() {
        return length;
    }

    private int at(int index) {
        return Objects.checkIndex(index, length) * Integer.BYTES;
    }

    /** {@return element {@code index}} */
    public int get(int index) {
        return (int) ELEMENTS.getVolatile(memory, at(index));
    }

    /** Sets element {@code index}. */
    public void set(int index, int value) {
        ELEMENTS.setVolatile(memory, at(index), value);
    }

    /**
     * Sets element {@code index}.
     *
     * @return what it was before
     */
    public int getAndSet(int index, int value) {
        return (int) ELEMENTS.getAndSet(memory, at(index), value);
    }

    /**
     * Sets element {@code index} if it is {@code expected}.
     *
     * @return whether it was
     */
    public boolean compareAndSet(int index, int expected, int value) {
        return ELEMENTS.compareAndSet(memory, at(index), expected, value);
    }

    /**
     * Adds to element {@code index}.
     *
     * @return what it was before
     */
    public int getAndAdd(int index, int delta) {
        return (int) ELEMENTS.getAndAdd(memory, at(index), delta);
    }

    /**
     * Adds to element {@code index}.
     *
     * @return what it is then
     */
    public int addAndGet(int index, int delta) {
        return getAndAdd(index, delta) + delta;
    }

    /**
     * Adds 1 to element {@code index}.
     *
     * @return what it is then
     */
    public int incrementAndGet(int index) {
        return addAndGet(index, 1);
    }

    /**
     * Subtracts 1 from element {@code index}.
     *
     * @return what it is then
     */
    public int decrementAndGet(int index) {
        return addAndGet(index, -1);
    }

    /** Sets {@code values.length} elements from {@code index} on, each in no order with anything else. */
    public void put(int index, int[] values) {
        Objects.checkFromIndexSize(index, values.length, length);
        memory.asIntBuffer().put(index, values);
    }

    /** Reads as many elements from {@code index} on as {@code target} has room for, each in no order with anything else. */
    public void get(int index, int[] target) {
        Objects.checkFromIndexSize(index, target.length, length);
        memory.asIntBuffer().get(index, target);
    }
}
