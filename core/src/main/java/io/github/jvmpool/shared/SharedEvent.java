package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A flag that threads of several processes wait for: Python's {@code multiprocessing.Event}. */
public final class SharedEvent extends SharedObject {
    private static final long serialVersionUID = 1;

    SharedEvent(Remote remote) {
        super(remote);
    }

    /** {@return an event that is not set} */
    public static SharedEvent create() {
        return new SharedEvent(createAt(first(), Types.EVENT));
    }

    /** Sets it: all who wait go on. */
    public void set() {
        call(request(Ops.EVENT_SET));
    }

    /** Clears it: who waits from now on does so until it is set again. */
    public void clear() {
        call(request(Ops.EVENT_CLEAR));
    }

    /** {@return whether it is set} */
    public boolean isSet() {
        return flag(call(request(Ops.EVENT_IS_SET)));
    }

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void await() throws InterruptedException {
        ensureNotInterrupted();
        callInterruptibly(request(Ops.EVENT_AWAIT));
    }

    /**
     * Waits until it is set, or the time is over.
     *
     * @return whether it is set
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        ensureNotInterrupted();
        if (timeout <= 0) return isSet();
        return call(request(Ops.EVENT_AWAIT), timeout, unit) != null;
    }

    /**
     * Waits until it is set, or the time is over.
     *
     * @return whether it is set
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Times.nanos(timeout), TimeUnit.NANOSECONDS);
    }
}
