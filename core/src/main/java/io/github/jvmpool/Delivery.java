package io.github.jvmpool;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Hands user code to the threads of a pool that may run it, and knows when all of it has run. */
final class Delivery {
    private static final ThreadLocal<@Nullable Delivery> INSIDE = new ThreadLocal<>();

    final Backend backend;

    /** Pieces handed over and not yet run; guarded by this. */
    private int open;

    Delivery(Backend backend) {
        this.backend = backend;
    }

    /** {@return whether this thread is running a callback or a dependent stage of this pool} */
    boolean inside() {
        return INSIDE.get() == this;
    }

    /** Runs a callback: in order, one at a time. */
    void callback(Runnable code) {
        handOver(backend.callbacks(), code);
    }

    /** Runs what may take long, beside others. */
    void helper(Runnable code) {
        handOver(backend.helpers(), code);
    }

    private void handOver(Executor executor, Runnable code) {
        synchronized (this) {
            open++;
        }
        Runnable counted = () -> run(code);
        try {
            executor.execute(counted);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            // A result on a thread of the wrong kind is better than none.
            counted.run();
        }
    }

    private void run(Runnable code) {
        var outer = INSIDE.get();
        INSIDE.set(this);
        try {
            code.run();
        } finally {
            if (outer == null) INSIDE.remove();
            else INSIDE.set(outer);
            synchronized (this) {
                if (--open == 0) backend.clock().wakeAll(this);
            }
        }
    }

    /** Waits until everything handed over has run; returns whether that is so. */
    synchronized boolean await(long nanos) throws InterruptedException {
        Clock clock = backend.clock();
        long start = clock.nanoTime();
        while (open > 0) {
            long left = nanos - (clock.nanoTime() - start);
            if (left <= 0) return false;
            clock.await(this, left);
        }
        return true;
    }
}
