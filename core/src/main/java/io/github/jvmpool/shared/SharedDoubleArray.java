package io.github.jvmpool.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * {@code double}s in a {@link SharedMemory}, with the methods and the ordering of {@link java.util.concurrent.atomic.AtomicLongArray}. Values are compared bit by bit.
 * May be used by any number of threads and processes.
 */
public final class SharedDoubleArray {
    private static final VarHandle ELEMENTS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final int length;

    SharedDoubleArray(ByteBuffer memory) {
        this.memory = memory;
        this.length = memory.capacity() / Double.BYTES;
    }

    /** {@return how many there are} */
    public int length() {
        return length;
    }

    private int at(int index) {
        return Objects.checkIndex(index, length) * Double.BYTES;
    }

    private static double number(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    /** {@return element {@code index}} */
    public double get(int index) {
        return number((long) ELEMENTS.getVolatile(memory, at(index)));
    }

    /** Sets element {@code index}. */
    public void set(int index, double value) {
        ELEMENTS.setVolatile(memory, at(index), bits(value));
    }

    /**
     * Sets element {@code index}.
     *
     * @return what it was before
     */
    public double getAndSet(int index, double value) {
        return number((long) ELEMENTS.getAndSet(memory, at(index), bits(value)));
    }

    /**
     * Sets element {@code index} if it is {@code expected}.
     *
     * @return whether it was
     */
    public boolean compareAndSet(int index, double expected, double value) {
        return ELEMENTS.compareAndSet(memory, at(index), bits(expected), bits(value));
    }

    /**
     * Adds to element {@code index}.
     *
     * @return what it is then
     */
    public double addAndGet(int index, double delta) {
        for (; ; ) {
            double before = get(index);
            if (compareAndSet(index, before, before + delta)) return before + delta;
        }
    }

    /** Sets {@code length} elements from {@code index} on, each in no order with anything else. */
    public void put(int index, double[] values) {
        Objects.checkFromIndexSize(index, values.length, length);
        memory.asDoubleBuffer().put(index, values);
    }

    /** Reads as many elements from {@code index} on as {@code target} has room for, each in no order with anything else. */
    public void get(int index, double[] target) {
        Objects.checkFromIndexSize(index, target.length, length);
        memory.asDoubleBuffer().get(index, target);
    }
}
