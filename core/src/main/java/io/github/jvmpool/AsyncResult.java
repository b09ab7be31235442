package io.github.jvmpool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The result to come of a call in a worker: Python's {@code AsyncResult}, and a {@link CompletableFuture}.
 *
 * <p>{@link #cancel(boolean) cancel(true)} stops the call wherever it is: not started, it never starts; running, its thread is
 * interrupted in the worker, and if it has not ended after the pool's {@code killGrace} the worker is killed and replaced.
 * {@code cancel(false)} never disturbs a running task. The future is cancelled at once in every case. Dependent stages never run
 * on a thread that moves results.
 *
 * @param <R> the type of the result
 */
public class AsyncResult<R> extends CompletableFuture<R> {
    AsyncResult() {}

    /** {@return whether the call has ended, in whatever way} */
    public boolean ready() {
        return isDone();
    }

    /**
     * {@return whether the call returned a result}
     *
     * @throws IllegalStateException while it is not {@linkplain #ready() ready}
     */
    public boolean successful() {
        if (!isDone()) throw new IllegalStateException("not ready");
        return !isCompletedExceptionally();
    }

    /**
     * Waits until the call has ended, or the time is over: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait at most
     * @return whether the call has ended
     * @throws InterruptedException if the waiting thread is interrupted; the call goes on
     */
    public boolean await(Duration timeout) throws InterruptedException {
        throw new UnsupportedOperationException();
    }
}
