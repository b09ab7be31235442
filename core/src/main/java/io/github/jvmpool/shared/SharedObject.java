package io.github.jvmpool.shared;

import io.github.jvmpool.ShippingException;
import io.github.jvmpool.home.FirstHome;
import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all shared objects have in common: where they live, how they travel, and that they can be closed.
 *
 * <p>Two of them are equal if they are the same object, in whatever process they are compared.
 */
public abstract sealed class SharedObject implements AutoCloseable, Serializable
        permits SharedQueue,
                SharedLock,
                SharedLock.Waiting,
                SharedSemaphore,
                SharedEvent,
                SharedBarrier,
                SharedCountDownLatch,
                SharedLong,
                SharedDouble,
                SharedReference,
                SharedMemory {
    private static final long serialVersionUID = 1;

    final transient Remote remote;

    SharedObject(Remote remote) {
        this.remote = remote;
    }

    static Place first() {
        try {
            return FirstHome.first();
        } catch (HomeLost e) {
            throw lost(e);
        }
    }

    static Remote createAt(Place place, int type, Object... parameters) {
        try {
            return place.create(type, parameters);
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    // ---- operations ----

    final Request request(int op) {
        return remote.request(op);
    }

    static ArraySource call(Request request) {
        try {
            return request.call();
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    static ArraySource callInterruptibly(Request request) throws InterruptedException {
        try {
            return request.callInterruptibly();
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    /** Returns null if the time was over before. */
    static @Nullable ArraySource call(Request request, long time, TimeUnit unit) throws InterruptedException {
        try {
            // The longest time there is means for ever.
            return request.call(Math.min(unit.toNanos(Math.max(0, time)), Long.MAX_VALUE - 1));
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    static Request value(Request request, @Nullable Object value) {
        try {
            return request.value(value);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    static boolean flag(ArraySource in) {
        return read(in::int8) != 0;
    }

    static int int32(ArraySource in) {
        return read(in::int32);
    }

    static long int64(ArraySource in) {
        return read(in::int64);
    }

    /** The next part of an answer, which comes behind its length. */
    static ArraySource sized(ArraySource in) {
        int length = int32(in);
        var part = new ArraySource(in.array(), in.position(), length);
        read(() -> {
            in.skip(length);
            return part;
        });
        return part;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new IllegalStateException("the home of a shared object made no sense", e);
        }
    }

    static ManagerLostException lost(HomeLost e) {
        return new ManagerLostException(String.valueOf(e.getMessage()), e.getCause());
    }

    static ShippingException unshippable(ShippingFailure e) {
        return new ShippingException(
                "this value cannot be shared with other processes: " + e.getMessage(),
                e.getCause() == null ? e : e.getCause());
    }

    static void ensureNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
    }

    /**
     * Ends the object for all processes. Whoever waits for it gets an {@link IllegalStateException}, as does whoever uses it afterwards.
     * Closing it again does nothing.
     */
    @Override
    public void close() {
        try {
            remote.close();
        } catch (HomeLost e) {
            // Gone it is.
        }
    }

    // ---- on the way ----

    /** What travels instead of the object. */
    final Object writeReplace() {
        remote.ships();
        return new Handle(getClass(), remote);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }

    /** {@return whether {@code other} is the same shared object} */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedObject that && that.getClass() == getClass() && that.remote.isSame(remote);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(remote.id()) * 31 + getClass().hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + '[' + remote + ']';
    }
}
