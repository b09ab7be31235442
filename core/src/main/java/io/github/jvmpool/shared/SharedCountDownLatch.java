package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.util.concurrent.TimeUnit;

/** A {@link java.util.concurrent.CountDownLatch} for threads of several processes. */
public final class SharedCountDownLatch extends SharedObject {
    private static final long serialVersionUID = 1;

    SharedCountDownLatch(Remote remote) {
        super(remote);
    }

    /**
     * {@return a latch}
     *
     * @param count how often it has to be counted down
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static SharedCountDownLatch create(long count) {
        return createIn(first(), count);
    }

    static SharedCountDownLatch createIn(Place place, long count) {
        if (count < 0) throw new IllegalArgumentException("count must not be negative, was " + count);
        return new SharedCountDownLatch(createAt(place, Types.LATCH, count));
    }

    /** Counts down; when the count comes to 0 all who wait go on. Does nothing if it is 0. */
    public void countDown() {
        call(request(Ops.LATCH_COUNT_DOWN));
    }

    /** {@return the count} */
    public long getCount() {
        return int64(call(request(Ops.LATCH_COUNT)));
    }

    /**
     * Waits until the count is 0.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void await() throws InterruptedException {
        ensureNotInterrupted();
        callInterruptibly(request(Ops.LATCH_AWAIT));
    }

    /**
     * Waits until the count is 0, or the time is over.
     *
     * @return whether it is 0
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        ensureNotInterrupted();
        if (timeout <= 0) return getCount() == 0;
        return call(request(Ops.LATCH_AWAIT), timeout, unit) != null;
    }
}
