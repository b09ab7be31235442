package io.github.jvmpool.shared;

import io.github.jvmpool.home.NumberEnd;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A {@code double} of several processes: Python's {@code multiprocessing.Value('d')}, with the methods of
 * {@link java.util.concurrent.atomic.AtomicLong}. Values are compared bit by bit, so NaN equals itself and 0.0 differs from -0.0.
 */
public final class SharedDouble extends SharedObject {
    private static final long serialVersionUID = 1;

    private final transient NumberEnd end;

    SharedDouble(Remote remote) {
        super(remote);
        this.end = NumberEnd.of(remote);
    }

    /** {@return a number that is 0} */
    public static SharedDouble create() {
        return create(0);
    }

    /** {@return a number} */
    public static SharedDouble create(double value) {
        return createIn(first(), value);
    }

    static SharedDouble createIn(Place place, double value) {
        return new SharedDouble(createAt(place, Types.NUMBER, Double.doubleToRawLongBits(value)));
    }

    /** {@return the value} */
    public double get() {
        return Double.longBitsToDouble(SharedLong.checked(end::get));
    }

    /** Sets the value. */
    public void set(double value) {
        getAndSet(value);
    }

    /**
     * Sets the value.
     *
     * @return the one before
     */
    public double getAndSet(double value) {
        return Double.longBitsToDouble(SharedLong.checked(() -> end.set(Double.doubleToRawLongBits(value))));
    }

    /**
     * Sets the value if it is {@code expected}.
     *
     * @return whether it was
     */
    public boolean compareAndSet(double expected, double value) {
        long bits = Double.doubleToRawLongBits(expected);
        return exchange(bits, Double.doubleToRawLongBits(value)) == bits;
    }

    private long exchange(long expected, long value) {
        return SharedLong.checked(() -> end.compareAndExchange(expected, value));
    }

    /**
     * Adds.
     *
     * @return the value after
     */
    public double addAndGet(double delta) {
        return updateAndGet(value -> value + delta);
    }

    /**
     * Adds.
     *
     * @return the value before
     */
    public double getAndAdd(double delta) {
        return getAndUpdate(value -> value + delta);
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value after
     */
    public double updateAndGet(DoubleUnaryOperator update) {
        for (; ; ) {
            double before = get();
            double after = update.applyAsDouble(before);
            if (compareAndSet(before, after)) return after;
        }
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value before
     */
    public double getAndUpdate(DoubleUnaryOperator update) {
        for (; ; ) {
            double before = get();
            if (compareAndSet(before, update.applyAsDouble(before))) return before;
        }
    }

    /**
     * Sets the value to what {@code function} makes of it and {@code operand}.
     *
     * @return the value after
     */
    public double accumulateAndGet(double operand, DoubleBinaryOperator function) {
        return updateAndGet(value -> function.applyAsDouble(value, operand));
    }
}
