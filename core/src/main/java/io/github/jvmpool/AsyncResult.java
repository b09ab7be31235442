package io.github.jvmpool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    /** Nobody has attached a stage and the pool has not reported an outcome. */
    private static final int OPEN = 0;
    /** A stage was, or is about to be, attached: the outcome has to be set on a helper thread. Set by {@link #attach}. */
    private static final int ATTACHED = 1;
    /** The reporting thread is setting the outcome; who wants to attach a stage waits. Set by {@link #report}. */
    private static final int REPORTING = 2;
    /** The reporting thread is through: stages attached from now on run on the thread that attaches them. */
    private static final int REPORTED = 3;

    /**
     * How often {@link #attach} looks: for about a second. Without a bound, a stage that {@code allOf} slipped in (see
     * {@link #report}) could wait on the reporting thread for that thread itself.
     */
    private static final int PATIENCE = 10_000;

    private static final VarHandle STATE;
    private static final VarHandle WAITERS;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(AsyncResult.class, "state", int.class);
            WAITERS = lookup.findVarHandle(AsyncResult.class, "waiters", Waiter.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final Delivery delivery;

    /** Keeps the pool from being collected while its result is awaited; dropped when the result is there. */
    private @Nullable Pool pool;

    private volatile int state;

    /** Threads blocked in this object. They are kept apart from the stages, so that any stage seen is user code. */
    private volatile @Nullable Waiter waiters;

    AsyncResult(Delivery delivery, Pool pool) {
        this.delivery = delivery;
        this.pool = pool;
    }

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
        Objects.requireNonNull(timeout, "timeout");
        return block(Math.max(0, Checks.nanos(timeout)), true);
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        blockInterruptibly();
        try {
            return super.get();
        } catch (ExecutionException e) {
            throw withCaller(e);
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!block(Math.max(0, unit.toNanos(timeout)), true))
            throw new TimeoutException("no result after " + timeout + " " + unit);
        try {
            return super.get();
        } catch (ExecutionException e) {
            throw withCaller(e);
        }
    }

    @Override
    public R join() {
        try {
            if (!isDone()) delivery.backend.assist(this);
            block(Waiter.FOREVER, false);
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
        try {
            return super.join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() != null) Stacks.appendCaller(e.getCause());
            throw e;
        }
    }

    /** Waits for the end, letting this thread move results meanwhile. */
    final void blockInterruptibly() throws InterruptedException {
        if (!isDone()) delivery.backend.assist(this);
        block(Waiter.FOREVER, true);
    }

    @Override
    public boolean complete(@Nullable R value) {
        wakeBeforeStages();
        boolean won = super.complete(value);
        ended();
        return won;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "ex");
        wakeBeforeStages();
        boolean won = super.completeExceptionally(failure);
        ended();
        return won;
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            if (isDone()) return;
            try {
                complete(supplier.get());
            } catch (Throwable failure) {
                completeExceptionally(failure);
            }
        });
        return this;
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public void obtrudeValue(@Nullable R value) {
        super.obtrudeValue(value);
        ended();
    }

    @Override
    public void obtrudeException(Throwable failure) {
        super.obtrudeException(failure);
        ended();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone()) return isCancelled();
        if (getNumberOfDependents() > 0) {
            // Stages run last in, first out: neither the task nor a waiting thread waits for those of the user.
            super.whenComplete((value, failure) -> {
                if (isCancelled()) stop(mayInterruptIfRunning);
                ended();
            });
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) stop(mayInterruptIfRunning);
        ended();
        return cancelled;
    }

    /** Stops the call of a cancelled result; may be called several times. */
    void stop(boolean interrupt) {}

    /** Every stage but those of {@code allOf} and {@code anyOf} passes here on its way in. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        attach();
        return new CompletableFuture<>();
    }

    /** Stages with two sources, and {@code thenCompose}, pass here before they are attached to this result. */
    @Override
    public CompletableFuture<R> toCompletableFuture() {
        attach();
        return this;
    }

    @Override
    public CompletionStage<R> minimalCompletionStage() {
        attach();
        return super.minimalCompletionStage();
    }

    /**
     * Announces a stage. Two orders can happen: this comes before {@link #report} has claimed the outcome, and a helper thread runs
     * the stage; or after it, and the stage waits until the outcome is set and runs on this thread.
     */
    private void attach() {
        for (int i = 0; i < PATIENCE; i++) {
            int now = state;
            if (now == ATTACHED || now == REPORTED) return;
            if (now == OPEN && STATE.compareAndSet(this, OPEN, ATTACHED)) return;
            if (now != REPORTING) continue;
            // A few instructions of another thread, unless that was just put off its processor.
            if (i < 100) Thread.yield();
            else LockSupport.parkNanos(100_000);
        }
    }

    /**
     * Sets the outcome: at once if no stage is attached, else on a helper thread. Called by the pool, once.
     *
     * <p>{@code allOf} and {@code anyOf} attach without notice: what they attach is seen by the count, unless it comes in the few
     * instructions between the count and the outcome.
     */
    final void report(@Nullable R value, @Nullable Throwable failure) {
        if (STATE.compareAndSet(this, OPEN, REPORTING)) {
            if (getNumberOfDependents() == 0) {
                if (failure == null) super.complete(value);
                else super.completeExceptionally(failure);
                state = REPORTED;
                ended();
                return;
            }
            state = ATTACHED;
        }
        if (isDone()) return;
        delivery.helper(() -> {
            if (failure == null) complete(value);
            else completeExceptionally(failure);
        });
    }

    private void wakeBeforeStages() {
        if (!isDone() && getNumberOfDependents() > 0) super.whenComplete((value, failure) -> ended());
    }

    private void ended() {
        if (!isDone()) return;
        pool = null;
        if (waiters != null) wake();
    }

    private void wake() {
        for (Waiter w = (Waiter) WAITERS.getAndSet(this, null); w != null; w = w.next) LockSupport.unpark(w.thread);
    }

    /** Waits until the call has ended; returns whether it has. */
    private boolean block(long nanos, boolean interruptible) throws InterruptedException {
        if (isDone()) return true;
        if (interruptible && Thread.interrupted()) throw new InterruptedException();
        if (nanos == 0) return false;
        var keep = pool;
        var waiter = new Waiter(this, nanos, interruptible);
        push(waiter);
        try {
            ForkJoinPool.managedBlock(waiter);
        } finally {
            waiter.thread = null;
            if (!isDone()) prune();
            java.lang.ref.Reference.reachabilityFence(keep);
        }
        boolean done = isDone();
        if (waiter.interrupted) {
            if (interruptible && !done) throw new InterruptedException();
            Thread.currentThread().interrupt();
        }
        return done;
    }

    private void push(Waiter waiter) {
        do waiter.next = waiters;
        while (!WAITERS.compareAndSet(this, waiter.next, waiter));
    }

    /** Forgets the waiters that gave up. Whoever sets the outcome meanwhile may miss the others, so they are woken again. */
    private void prune() {
        var waiter = (Waiter) WAITERS.getAndSet(this, null);
        while (waiter != null) {
            var next = waiter.next;
            if (waiter.thread != null) push(waiter);
            waiter = next;
        }
        if (isDone()) wake();
    }

    private static ExecutionException withCaller(ExecutionException e) {
        if (e.getCause() != null) Stacks.appendCaller(e.getCause());
        return e;
    }

    /** A thread blocked until a result is there. */
    private static final class Waiter implements ForkJoinPool.ManagedBlocker {
        static final long FOREVER = Long.MAX_VALUE;

        private final AsyncResult<?> result;
        private final boolean timed;
        private final long deadline;
        private final boolean interruptible;
        volatile @Nullable Thread thread = Thread.currentThread();

        @Nullable
        Waiter next;

        boolean interrupted;

        Waiter(AsyncResult<?> result, long nanos, boolean interruptible) {
            this.result = result;
            this.timed = nanos != FOREVER;
            this.deadline = timed ? System.nanoTime() + nanos : 0;
            this.interruptible = interruptible;
        }

        @Override
        public boolean isReleasable() {
            if (result.isDone()) return true;
            if (Thread.interrupted()) interrupted = true;
            if (interrupted && interruptible) return true;
            return timed && deadline - System.nanoTime() <= 0;
        }

        @Override
        public boolean block() {
            while (!isReleasable()) {
                if (timed) LockSupport.parkNanos(this, deadline - System.nanoTime());
                else LockSupport.park(this);
            }
            return true;
        }
    }
}
