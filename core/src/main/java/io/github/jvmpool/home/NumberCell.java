package io.github.jvmpool.home;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A number in memory that processes of a machine share, and a mark behind it that says that it is closed. Thread-safe. */
final class NumberCell {
    static final int BYTES = 16;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MARK = 8;

    private final ByteBuffer page;
    private final int at;

    NumberCell(ByteBuffer page, int at) {
        this.page = page;
        this.at = at;
    }

    /** Begins a number's life here. */
    void open(long value) {
        LONGS.setVolatile(page, at, value);
        LONGS.setVolatile(page, at + MARK, 0L);
    }

    /** Ends it, for all who look. */
    void close() {
        LONGS.setVolatile(page, at + MARK, 1L);
    }

    private void ensureOpen() {
        if ((long) LONGS.getVolatile(page, at + MARK) != 0) throw Hosted.closed();
    }

    long get() {
        ensureOpen();
        return (long) LONGS.getVolatile(page, at);
    }

    /** Each returns the value before. */
    long set(long value) {
        ensureOpen();
        return (long) LONGS.getAndSet(page, at, value);
    }

    long compareAndExchange(long expected, long value) {
        ensureOpen();
        return (long) LONGS.compareAndExchange(page, at, expected, value);
    }

    long add(long delta) {
        ensureOpen();
        return (long) LONGS.getAndAdd(page, at, delta);
    }
}
