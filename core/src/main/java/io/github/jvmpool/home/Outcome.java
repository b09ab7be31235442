package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What comes of an operation, for the one thread that waits for it. */
final class Outcome {
    private static final ArraySource NOTHING = new ArraySource(new byte[0], 0, 0);

    /** If the object lives in this JVM: the call, and where it waits. */
    @Nullable
    Call call;

    @Nullable
    Hosted hosted;

    private final Thread waiter = Thread.currentThread();

    private @Nullable ArraySource bytes;

    private @Nullable RuntimeException lost;

    /** Written after the two others. */
    private volatile int how = -1;

    void complete(int how, ArraySource bytes) {
        this.bytes = bytes;
        this.how = how;
        LockSupport.unpark(waiter);
    }

    /** The home is gone: nothing will come. */
    void lose(RuntimeException why) {
        this.lost = why;
        this.how = Protocol.FAILURE;
        LockSupport.unpark(waiter);
    }

    boolean isDone() {
        return how >= 0;
    }

    /** Waits; interrupts are kept for later. */
    ArraySource await() throws Throwable {
        boolean interrupted = false;
        while (how < 0) {
            LockSupport.park(this);
            if (Thread.interrupted()) interrupted = true;
        }
        if (interrupted) Thread.currentThread().interrupt();
        return value();
    }

    /**
     * Waits until it comes, this thread is interrupted, or the time is over; in the last two cases {@code cancel} is run and what it
     * leads to awaited.
     *
     * @return null if the time was over before
     * @throws InterruptedException if the thread was interrupted before it came
     */
    @Nullable
    ArraySource await(long nanos, Runnable cancel) throws Throwable {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        while (how < 0) {
            if (Thread.interrupted()) {
                interrupted = true;
                break;
            }
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) break;
            LockSupport.parkNanos(this, left);
        }
        if (how < 0) {
            cancel.run();
            while (how < 0) {
                LockSupport.park(this);
                if (Thread.interrupted()) interrupted = true;
            }
        }
        if (how == Protocol.CANCELLED) {
            if (interrupted) throw new InterruptedException();
            return null;
        }
        try {
            ArraySource value = value();
            if (interrupted) Thread.currentThread().interrupt();
            return value;
        } catch (InterruptedException e) {
            throw e; // it has told of the interrupt
        } catch (Throwable e) {
            if (interrupted) Thread.currentThread().interrupt();
            throw e;
        }
    }

    private ArraySource value() throws Throwable {
        if (lost != null) throw lost;
        ArraySource in = bytes == null ? NOTHING : bytes;
        if (how == Protocol.FAILURE) throw Failure.decode(in);
        return in;
    }
}
