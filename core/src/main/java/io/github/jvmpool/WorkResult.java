package io.github.jvmpool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A work whose outcome is one result: settled once, then told to progress listener, callback and future, in this order. */
abstract class WorkResult<R> extends AsyncResult<R> implements Work {
    private static final VarHandle SETTLED;

    static {
        try {
            SETTLED = MethodHandles.lookup().findVarHandle(WorkResult.class, "settled", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final TaskOptions options;
    private final @Nullable Duration timeout;
    private final @Nullable Callbacks<R> callbacks;
    final @Nullable ProgressTracker tracker;

    /** Whether the outcome is known, or the result was cancelled: decides which callback runs. */
    @SuppressWarnings("UnusedVariable") // by VarHandle
    private volatile boolean settled;

    /** What {@link #await()} throws; written before the future is completed. */
    private @Nullable Throwable failure;

    WorkResult(Operations operations, @Nullable Callbacks<R> callbacks) {
        super(operations.delivery, operations.pool());
        this.options = operations.options();
        this.timeout = operations.timeout();
        this.callbacks = callbacks;
        this.tracker = ProgressTracker.of(options, delivery);
    }

    @Override
    public final TaskOptions options() {
        return options;
    }

    @Override
    public final @Nullable Duration timeout() {
        return timeout;
    }

    @Override
    public final boolean abandoned() {
        return isDone();
    }

    @Override
    public final void reported(int index, long done, long total, @Nullable String message) {
        if (tracker != null) tracker.reported(done, total, message);
    }

    /** Ends the work with a value, or with a failure in the form the caller is to see. */
    final void settle(@Nullable R value, @Nullable Throwable end) {
        if (!SETTLED.compareAndSet(this, false, true)) return;
        failure = end;
        if (tracker != null) tracker.finish(() -> tell(value, end));
        else tell(value, end);
    }

    private void tell(@Nullable R value, @Nullable Throwable end) {
        if (callbacks == null) {
            report(value, end);
            return;
        }
        delivery.callback(() -> {
            callbacks.run(value, end);
            report(value, end);
        });
    }

    @Override
    final void stop(boolean interrupt) {
        if (!SETTLED.compareAndSet(this, false, true)) return;
        delivery.backend.cancel(this, interrupt);
        if (callbacks != null) delivery.callback(() -> callbacks.run(null, new CancellationException()));
    }

    /** Waits for the end and returns the value, or throws what the caller of a blocking method is to see. */
    final R await() {
        try {
            blockInterruptibly();
        } catch (InterruptedException e) {
            cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.interrupted();
        }
        if (failure != null) throw Failures.thrown(failure);
        return join();
    }
}
