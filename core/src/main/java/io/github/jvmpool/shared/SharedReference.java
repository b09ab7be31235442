package io.github.jvmpool.shared;

import io.github.jvmpool.home.Items;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@link java.util.concurrent.atomic.AtomicReference} of several processes. Values are copied, so they are compared by {@code equals} and
 * not by identity.
 *
 * @param <T> the value, which may be null
 */
public final class SharedReference<T> extends SharedObject {
    private static final long serialVersionUID = 1;

    SharedReference(Remote remote) {
        super(remote);
    }

    /** {@return a reference to null} */
    public static <T> SharedReference<T> create() {
        return createIn(first(), null);
    }

    /**
     * {@return a reference}
     *
     * @throws io.github.jvmpool.ShippingException if the value cannot be serialized
     */
    public static <T> SharedReference<T> create(@Nullable T value) {
        return createIn(first(), value);
    }

    static <T> SharedReference<T> createIn(Place place, @Nullable T value) {
        var reference = new SharedReference<T>(createAt(place, Types.REFERENCE));
        if (value != null) reference.set(value);
        return reference;
    }

    /** {@return the value} */
    public @Nullable T get() {
        return read().value;
    }

    private record Versioned<T>(long version, @Nullable T value) {}

    private Versioned<T> read() {
        return versioned(call(request(Ops.REFERENCE_GET)));
    }

    @SuppressWarnings("unchecked")
    private Versioned<T> versioned(ArraySource answer) {
        long version = int64(answer);
        return new Versioned<>(version, (T) Place.value(answer));
    }

    /** Sets the value. */
    public void set(@Nullable T value) {
        call(item(request(Ops.REFERENCE_SET), value));
    }

    /**
     * Sets the value.
     *
     * @return the one before
     */
    public @Nullable T getAndSet(@Nullable T value) {
        return versioned(call(item(request(Ops.REFERENCE_SET), value))).value;
    }

    private static Request item(Request request, @Nullable Object value) {
        try {
            return Items.write(request, value);
        } catch (io.github.jvmpool.wire.ShippingFailure e) {
            throw unshippable(e);
        }
    }

    private boolean setIf(long version, @Nullable T value) {
        return flag(call(item(request(Ops.REFERENCE_SET_IF).int64(version), value)));
    }

    /**
     * Sets the value if it equals {@code expected}.
     *
     * @return whether it did
     */
    public boolean compareAndSet(@Nullable T expected, @Nullable T value) {
        return Objects.equals(compareAndExchange(expected, value), expected);
    }

    /**
     * Sets the value if it equals {@code expected}.
     *
     * @return the one before
     */
    public @Nullable T compareAndExchange(@Nullable T expected, @Nullable T value) {
        for (; ; ) {
            Versioned<T> there = read();
            if (!Objects.equals(there.value, expected) || setIf(there.version, value)) return there.value;
        }
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value after
     */
    public @Nullable T updateAndGet(UnaryOperator<@Nullable T> update) {
        for (; ; ) {
            Versioned<T> there = read();
            T after = update.apply(there.value);
            if (setIf(there.version, after)) return after;
        }
    }

    /**
     * Sets the value to what {@code update} makes of it, in this process and if need be more than once.
     *
     * @return the value before
     */
    public @Nullable T getAndUpdate(UnaryOperator<@Nullable T> update) {
        for (; ; ) {
            Versioned<T> there = read();
            if (setIf(there.version, update.apply(there.value))) return there.value;
        }
    }

    /**
     * Sets the value to what {@code function} makes of it and {@code operand}.
     *
     * @return the value after
     */
    public @Nullable T accumulateAndGet(@Nullable T operand, BinaryOperator<@Nullable T> function) {
        return updateAndGet(value -> function.apply(value, operand));
    }
}
