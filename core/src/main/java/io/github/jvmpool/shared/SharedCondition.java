package io.github.jvmpool.shared;

import java.io.Serializable;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Condition} of a {@link SharedLock}, for threads of several processes: Python's {@code multiprocessing.Condition}. Its methods
 * throw {@link IllegalMonitorStateException} if the thread does not hold the lock. Waits may end without a reason, as in the JDK.
 */
public final class SharedCondition implements Condition, AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    private final SharedLock lock;
    private final SharedLock.Waiting waiting;

    SharedCondition(SharedLock lock, SharedLock.Waiting waiting) {
        this.lock = lock;
        this.waiting = waiting;
    }

    /** {@return a condition with a lock of its own} */
    public static SharedCondition create() {
        return SharedLock.create().newCondition();
    }

    /** {@return its lock} */
    public SharedLock lock() {
        return lock;
    }

    @Override
    public void await() throws InterruptedException {
        ensureHeld();
        SharedObject.ensureNotInterrupted();
        waiting.awaitInterruptibly(lock.end());
    }

    @Override
    public void awaitUninterruptibly() {
        ensureHeld();
        waiting.await(lock.end());
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        boolean signalled = signalledWithin(nanos);
        long left = deadline - System.nanoTime();
        return signalled ? Math.max(1, left) : Math.min(0, left);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return signalledWithin(unit.toNanos(time));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the JDK's interface has it
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long end = deadline.getTime();
        long now = System.currentTimeMillis();
        return signalledWithin(end <= now ? 0 : TimeUnit.MILLISECONDS.toNanos(end - now));
    }

    /** Returns whether it was signalled before the time was over. */
    private boolean signalledWithin(long nanos) throws InterruptedException {
        ensureHeld();
        SharedObject.ensureNotInterrupted();
        return waiting.await(lock.end(), Math.max(0, nanos));
    }

    @Override
    public void signal() {
        ensureHeld();
        waiting.signal(false);
    }

    @Override
    public void signalAll() {
        ensureHeld();
        waiting.signal(true);
    }

    /**
     * Ends the condition, but not its lock, for all processes. Whoever waits for it gets an {@link IllegalStateException}, as does whoever
     * uses it afterwards.
     */
    @Override
    public void close() {
        waiting.close();
    }

    /** {@return whether {@code other} is the same condition} */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedCondition that && that.waiting.equals(waiting);
    }

    @Override
    public int hashCode() {
        return waiting.hashCode();
    }

    private void ensureHeld() {
        if (!lock.isHeldByCurrentThread())
            throw new IllegalMonitorStateException("this thread does not hold the condition's lock");
    }
}
