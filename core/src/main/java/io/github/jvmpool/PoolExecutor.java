package io.github.jvmpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@link java.util.concurrent.ExecutorService} view of a pool. */
final class PoolExecutor extends AbstractExecutorService {
    private static final String COMPLETION_SERVICE = "java.util.concurrent.ExecutorCompletionService$";

    /**
     * The task this thread made last: an {@code ExecutorCompletionService} makes one and then hands over a wrapper of its own that
     * does not let us look inside.
     */
    private final ThreadLocal<@Nullable ExecutorTask<?>> made = new ThreadLocal<>();

    private final BackendPool pool;

    PoolExecutor(BackendPool pool) {
        this.pool = pool;
    }

    Delivery delivery() {
        return pool.delivery;
    }

    @Nullable
    Duration timeout() {
        return pool.timeout();
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
        return remember(ExecutorTask.of(this, task));
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
        return remember(new ExecutorTask<>(this, new Call(CallKind.RUNNABLE, task), value));
    }

    private <T> ExecutorTask<T> remember(ExecutorTask<T> task) {
        made.set(task);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        var last = made.get();
        made.remove();
        if (command instanceof ExecutorTask<?> task) offer(task);
        else if (last != null && command.getClass().getName().startsWith(COMPLETION_SERVICE)) {
            offer(last);
            last.whenEnded(command);
        } else if (command instanceof CompletableFuture.AsynchronousCompletionTask)
            throw new RejectedExecutionException("CompletableFuture's own tasks cannot travel to " + pool.delivery.backend.name()
                    + "; use applyAsync(task), whose AsyncResult is a CompletableFuture");
        else if (command instanceof FutureTask<?>)
            throw new RejectedExecutionException(
                    "a FutureTask cannot travel to " + pool.delivery.backend.name() + "; use submit(task)");
        else offer(new ExecutorTask<@Nullable Void>(this, new Call(CallKind.RUNNABLE, command), null));
    }

    /** Ships a task, if nobody has yet. */
    void offer(ExecutorTask<?> task) {
        if (!task.offer()) return;
        pool.checkOpen();
        try {
            var packer = pool.delivery.backend.packer(task.call());
            packer.add(null);
            pool.delivery.backend.submit(packer.cut(task, 0, false));
        } catch (ShippingException cannotTravel) {
            throw new RejectedExecutionException(cannotTravel.getMessage(), cannotTravel);
        }
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    /**
     * Accepts nothing more, interrupts the tasks that run, and returns those that had not started; these never run. A task that
     * ignores its interrupt runs on: see {@link Pool#terminate()}.
     */
    @Override
    public List<Runnable> shutdownNow() {
        var tasks = new ArrayList<Runnable>();
        for (Work work : pool.shutdownNow()) {
            if (work instanceof ExecutorTask<?> task) tasks.add(task);
            else work.failed(0, new java.util.concurrent.CancellationException("the pool was shut down"));
        }
        return tasks;
    }

    @Override
    public boolean isShutdown() {
        return pool.isClosing();
    }

    @Override
    public boolean isTerminated() {
        return pool.delivery.backend.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return pool.awaitEnd(unit.toNanos(timeout));
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
