package io.github.jvmpool;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A task handed to the executor view: the user's own object travels, its outcome is kept as {@link FutureTask} keeps it. */
final class ExecutorTask<T> extends FutureTask<T> implements Work {
    private final PoolExecutor executor;
    private final Call call;

    /** What a {@code Runnable} submitted with a result gives. */
    private final @Nullable T fixed;

    /** Whether it was offered to the pool; guarded by this, like {@link #atEnd}. */
    private boolean offered;

    private @Nullable Runnable atEnd;

    ExecutorTask(PoolExecutor executor, Call call, @Nullable T fixed) {
        super(() -> {
            throw new IllegalStateException("runs in a worker");
        });
        this.executor = executor;
        this.call = call;
        this.fixed = fixed;
    }

    static <T> ExecutorTask<T> of(PoolExecutor executor, Callable<T> task) {
        return new ExecutorTask<>(executor, new Call(CallKind.CALLABLE, task), null);
    }

    Call call() {
        return call;
    }

    /** {@return whether the caller is the one to offer it to the pool} */
    synchronized boolean offer() {
        if (offered) return false;
        offered = true;
        return true;
    }

    /** Has {@code code} run on a helper thread once the task has ended. */
    void whenEnded(Runnable code) {
        synchronized (this) {
            if (!isDone()) {
                atEnd = code;
                return;
            }
        }
        executor.delivery().helper(code);
    }

    /** Makes the call in a worker and waits for its end; for whoever was handed this as a {@link Runnable}. */
    @Override
    public void run() {
        if (!isDone()) executor.offer(this);
        try {
            get();
        } catch (InterruptedException e) {
            cancel(true);
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | CancellationException kept) {
            // The outcome is for those who ask this future.
        }
    }

    @Override
    protected void done() {
        Runnable code;
        synchronized (this) {
            code = atEnd;
            atEnd = null;
        }
        if (code != null) executor.delivery().helper(code);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) executor.delivery().backend.cancel(this, mayInterruptIfRunning);
        return cancelled;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a task may return null, whatever T is
    public void done(int index, @Nullable Object value) {
        set(call.kind() == CallKind.RUNNABLE ? fixed : (T) value);
    }

    @Override
    public void failed(int index, Throwable failure) {
        if (failure instanceof CancellationException && executor.delivery().backend.isShutdown()) super.cancel(false);
        else setException(failure);
    }

    @Override
    public TaskOptions options() {
        return TaskOptions.defaults();
    }

    @Override
    public @Nullable Duration timeout() {
        return executor.timeout();
    }

    @Override
    public boolean abandoned() {
        return isDone();
    }
}
