package io.github.jvmpool.shared;

import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.NumberEnd;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/** An {@link java.util.concurrent.atomic.AtomicLong} of several processes: Python's {@code multiprocessing.Value('q')}. */
public final class SharedLong extends SharedObject {
    private static final long serialVersionUID = 1;

    private final transient NumberEnd end;

    SharedLong(Remote remote) {
        super(remote);
        this.end = NumberEnd.of(remote);
    }

    /** A number's operation, which fails if its home is gone. */
    interface Operation {
        long apply();
    }

    static long checked(Operation operation) {
        try {
            return operation.apply();
        } catch (HomeLost e) {
            throw lost(e);
        }
    }

    /** {@return a number that is 0} */
    public static SharedLong create() {
        return create(0);
    }

    /** {@return a number} */
    public static SharedLong create(long value) {
        return createIn(first(), value);
    }

    static SharedLong createIn(Place place, long value) {
        return new SharedLong(createAt(place, Types.NUMBER, value));
    }

    /** {@return the value} */
    public long get() {
        return checked(end::get);
    }

    /** Sets the value. */
    public void set(long value) {
        getAndSet(value);
    }

    /**
     * Sets the value.
     *
     * @return the one before
     */
    public long getAndSet(long value) {
        return checked(() -> end.set(value));
    }

    /**
     * Sets the value if it is {@code expected}.
     *
     * @return whether it was
     */
    public boolean compareAndSet(long expected, long value) {
        return compareAndExchange(expected, value) == expected;
    }

    /**
     * Sets the value if it is {@code expected}.
     *
     * @return the one before
     */
    public long compareAndExchange(long expected, long value) {
        return checked(() -> end.compareAndExchange(expected, value));
    }

    /**
     * Adds.
     *
     * @return the value before
     */
    public long getAndAdd(long delta) {
        return checked(() -> end.add(delta));
    }

    /**
     * Adds.
     *
     * @return the value after
     */
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /**
     * Adds 1.
     *
     * @return the value after
     */
    public long incrementAndGet() {
        return addAndGet(1);
    }

    /**
     * Adds 1.
     *
     * @return the value before
     */
    public long getAndIncrement() {
        return getAndAdd(1);
    }

    /**
     * Subtracts 1.
     *
     * @return the value after
     */
    public long decrementAndGet() {
        return addAndGet(-1);
    }

    /**
     * Subtracts 1.
     *
     * @return the value before
     */
    public long getAndDecrement() {
        return getAndAdd(-1);
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value after
     */
    public long updateAndGet(LongUnaryOperator update) {
        long before = get();
        for (; ; ) {
            long after = update.applyAsLong(before);
            long there = compareAndExchange(before, after);
            if (there == before) return after;
            before = there;
        }
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value before
     */
    public long getAndUpdate(LongUnaryOperator update) {
        long before = get();
        for (; ; ) {
            long there = compareAndExchange(before, update.applyAsLong(before));
            if (there == before) return before;
            before = there;
        }
    }

    /**
     * Sets the value to what {@code function} makes of it and {@code operand}.
     *
     * @return the value after
     */
    public long accumulateAndGet(long operand, LongBinaryOperator function) {
        return updateAndGet(value -> function.applyAsLong(value, operand));
    }

    /**
     * Sets the value to what {@code function} makes of it and {@code operand}.
     *
     * @return the value before
     */
    public long getAndAccumulate(long operand, LongBinaryOperator function) {
        return getAndUpdate(value -> function.applyAsLong(value, operand));
    }
}
