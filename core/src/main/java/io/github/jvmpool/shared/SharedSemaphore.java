package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.util.concurrent.TimeUnit;

/**
 * A {@link java.util.concurrent.Semaphore} for threads of several processes, fair: Python's {@code multiprocessing.Semaphore} and, bounded,
 * {@code BoundedSemaphore}. Permits that a process has when it ends are given back.
 *
 * <p>A process has what it acquired and nobody has released since, whichever process does: a release by one that has none counts for the one
 * that has had permits longest. So a semaphore does not do for signals, where one process only releases and another only acquires: what the
 * other had acquired comes back when it ends. A {@link SharedQueue} does, or a {@link SharedCountDownLatch}.
 */
public final class SharedSemaphore extends SharedObject {
    private static final long serialVersionUID = 1;

    SharedSemaphore(Remote remote) {
        super(remote);
    }

    /**
     * {@return a semaphore}
     *
     * @param permits how many there are at first; may be negative, as in the JDK
     */
    public static SharedSemaphore create(int permits) {
        return createIn(first(), permits, false);
    }

    /**
     * {@return a semaphore that never has more permits than at first: to release more is an {@link IllegalStateException}}
     *
     * @param permits how many there are
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public static SharedSemaphore createBounded(int permits) {
        return createIn(first(), permits, true);
    }

    static SharedSemaphore createIn(Place place, int permits, boolean bounded) {
        if (bounded) checked(permits);
        return new SharedSemaphore(createAt(place, Types.SEMAPHORE, permits, bounded));
    }

    /**
     * Acquires a permit, waiting for it if need be.
     *
     * @throws InterruptedException if the thread is interrupted; it has none then
     */
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Acquires permits, waiting for them if need be.
     *
     * @throws InterruptedException if the thread is interrupted; it has none then
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public void acquire(int permits) throws InterruptedException {
        ensureNotInterrupted();
        callInterruptibly(request(Ops.SEMAPHORE_ACQUIRE).int32(checked(permits)));
    }

    /** Acquires a permit, waiting for it if need be; an interrupt is kept for later. */
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Acquires permits, waiting for them if need be; an interrupt is kept for later.
     *
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public void acquireUninterruptibly(int permits) {
        call(request(Ops.SEMAPHORE_ACQUIRE).int32(checked(permits)));
    }

    /**
     * Acquires a permit if there is one now.
     *
     * @return whether there was
     */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Acquires permits if there are enough now.
     *
     * @return whether there were
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public boolean tryAcquire(int permits) {
        return flag(call(request(Ops.SEMAPHORE_TRY).int32(checked(permits))));
    }

    /**
     * Acquires a permit, waiting for it at most so long.
     *
     * @return whether it has it
     * @throws InterruptedException if the thread is interrupted; it has none then
     */
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    /**
     * Acquires permits, waiting for them at most so long.
     *
     * @return whether it has them
     * @throws InterruptedException if the thread is interrupted; it has none then
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException {
        ensureNotInterrupted();
        if (timeout <= 0) return tryAcquire(permits);
        return call(request(Ops.SEMAPHORE_ACQUIRE).int32(checked(permits)), timeout, unit) != null;
    }

    /**
     * Gives a permit back, or one more.
     *
     * @throws IllegalStateException if the semaphore is bounded and has all its permits
     */
    public void release() {
        release(1);
    }

    /**
     * Gives permits back, or so many more. Any thread of any process may.
     *
     * @throws IllegalStateException if the semaphore is bounded and would have too many
     * @throws IllegalArgumentException if {@code permits} is negative
     */
    public void release(int permits) {
        call(request(Ops.SEMAPHORE_RELEASE).int32(checked(permits)));
    }

    /** {@return how many permits there are now} */
    public int availablePermits() {
        return int32(call(request(Ops.SEMAPHORE_AVAILABLE)));
    }

    /**
     * Acquires all permits that there are now.
     *
     * @return how many
     */
    public int drainPermits() {
        return int32(call(request(Ops.SEMAPHORE_DRAIN)));
    }

    private static int checked(int permits) {
        if (permits < 0) throw new IllegalArgumentException("permits must not be negative, was " + permits);
        return permits;
    }
}
