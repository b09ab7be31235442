package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Time as the engine sees it, the threads on which it does things later, and how threads wait for each other. One for the whole
 * library; a simulation of the engine has its own, so that the same seed replays the same run.
 */
interface Clock {
    /** The machine's time, on the library's own threads. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Future<?> after(long nanos, Runnable action) {
            return Daemons.after(nanos, action);
        }

        @Override
        public Executor helpers() {
            return Daemons.helpers();
        }
    };

    /** {@return nanoseconds since some moment; the workers' clock is the same} */
    long nanoTime();

    /** Runs {@code action} after a while, where it must not block. */
    Future<?> after(long nanos, Runnable action);

    /** {@return threads that may block for a moment} */
    Executor helpers();

    /** Waits, at most so long, to be {@linkplain #unpark unparked} or interrupted; may return for no reason, as {@link LockSupport} may. */
    default void park(Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) LockSupport.park(blocker);
        else LockSupport.parkNanos(blocker, nanos);
    }

    /** Makes a thread go on that parks, or that is about to. */
    default void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    /** Waits, at most about so long, on a monitor that this thread holds; may return for no reason, as {@link Object#wait()} may. */
    @SuppressWarnings("WaitNotInLoop") // who calls this has the loop
    default void await(Object monitor, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) monitor.wait();
        else TimeUnit.NANOSECONDS.timedWait(monitor, Math.max(nanos, 1_000_000));
    }

    /** Makes all go on that {@linkplain #await wait} on a monitor, which this thread holds. */
    default void wakeAll(Object monitor) {
        monitor.notifyAll();
    }
}
