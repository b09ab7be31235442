package io.github.jvmpool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a pool, made with given options. A view holds its pool, so that the pool is not collected while the view is in use.
 *
 * <p>Callbacks may be null, like Python's {@code None}.
 */
class Operations implements PoolOperations {
    final Delivery delivery;
    private final @Nullable BackendPool pool;
    private final TaskOptions options;
    private final @Nullable Duration timeout;

    /** Makes the operations of {@code pool}, or those that are a pool if that is null. */
    Operations(Delivery delivery, @Nullable BackendPool pool, TaskOptions options) {
        this.delivery = delivery;
        this.pool = pool;
        this.options = options;
        this.timeout = options.timeout().orElse(delivery.backend.defaultTimeout());
    }

    /** {@return the pool whose calls these are} */
    BackendPool pool() {
        return Objects.requireNonNull(pool);
    }

    /** {@return the time limit of each task, or null} */
    final @Nullable Duration timeout() {
        return timeout;
    }

    @Override
    public final TaskOptions options() {
        return options;
    }

    @Override
    public final PoolOperations with(TaskOptions options) {
        return new Operations(delivery, pool(), Objects.requireNonNull(options, "options"));
    }

    private <R> CallResult<R> call(Call call, @Nullable Object item, @Nullable Callbacks<R> callbacks) {
        pool().checkOpen();
        var result = new CallResult<R>(this, callbacks);
        var packer = delivery.backend.packer(call);
        packer.add(item);
        delivery.backend.submit(packer.cut(result, 0, false));
        return result;
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as in the methods that call it, where the function has it
    private <R> R callAndWait(Call call, @Nullable Object item) {
        if (Thread.currentThread().isInterrupted()) throw Failures.interrupted();
        return this.<R>call(call, item, null).await();
    }

    private <R> MapResult<R> many(
            Call call, Iterable<?> items, int chunksize, boolean waits, @Nullable Callbacks<List<R>> callbacks) {
        Objects.requireNonNull(items, "items");
        pool().checkOpen();
        var result = new MapResult<R>(this, callbacks, items);
        result.submit(call, items, chunksize, waits);
        return result;
    }

    private <R> List<R> manyAndWait(Call call, Iterable<?> items, int chunksize) {
        Objects.requireNonNull(items, "items");
        if (Thread.currentThread().isInterrupted()) throw Failures.interrupted();
        return this.<R>many(call, items, chunksize, true, null).await();
    }

    private <R> ResultIterator<R> iterate(Call call, Iterable<?> items, int chunksize, boolean ordered) {
        Objects.requireNonNull(items, "items");
        pool().checkOpen();
        return ImapIterator.start(this, call, items, chunksize, ordered, ImapWork.Bounds.USUAL);
    }

    private static int checked(int chunksize) {
        return Checks.atLeast("chunksize", chunksize, 1);
    }

    @Override
    public <R> R apply(Task<R> task) {
        return callAndWait(new Call(CallKind.TASK, task, true), null);
    }

    @Override
    public void apply(VoidTask task) {
        callAndWait(new Call(CallKind.VOID_TASK, task, true), null);
    }

    @Override
    public <A, R> R apply(Fn<? super A, ? extends R> fn, A a) {
        return callAndWait(new Call(CallKind.FN, fn, true), a);
    }

    @Override
    public <A, B, R> R apply(Fn2<? super A, ? super B, ? extends R> fn, A a, B b) {
        return callAndWait(new Call(CallKind.FN2, fn, true), new Args2<>(a, b));
    }

    @Override
    public <R> AsyncResult<R> applyAsync(Task<R> task) {
        return call(new Call(CallKind.TASK, task), null, null);
    }

    @Override
    public AsyncResult<Void> applyAsync(VoidTask task) {
        return call(new Call(CallKind.VOID_TASK, task), null, null);
    }

    @Override
    public <R> AsyncResult<R> applyAsync(
            Task<R> task, @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        return call(new Call(CallKind.TASK, task), null, Callbacks.of(callback, errorCallback));
    }

    @Override
    public <A, R> AsyncResult<R> applyAsync(Fn<? super A, ? extends R> fn, A a) {
        return call(new Call(CallKind.FN, fn), a, null);
    }

    @Override
    public <A, B, R> AsyncResult<R> applyAsync(Fn2<? super A, ? super B, ? extends R> fn, A a, B b) {
        return call(new Call(CallKind.FN2, fn), new Args2<>(a, b), null);
    }

    @Override
    public <A, R> List<R> map(Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
        return manyAndWait(new Call(CallKind.FN, fn), items, 0);
    }

    @Override
    public <A, R> List<R> map(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize) {
        return manyAndWait(new Call(CallKind.FN, fn), items, checked(chunksize));
    }

    @Override
    public <A> void forEach(VoidFn<? super A> fn, Iterable<? extends A> items) {
        manyAndWait(new Call(CallKind.VOID_FN, fn), items, 0);
    }

    @Override
    public <A> void forEach(VoidFn<? super A> fn, Iterable<? extends A> items, int chunksize) {
        manyAndWait(new Call(CallKind.VOID_FN, fn), items, checked(chunksize));
    }

    @Override
    public <A, R> AsyncResult<List<R>> mapAsync(Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
        return many(new Call(CallKind.FN, fn), items, 0, false, null);
    }

    @Override
    public <A, R> AsyncResult<List<R>> mapAsync(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize) {
        return many(new Call(CallKind.FN, fn), items, checked(chunksize), false, null);
    }

    @Override
    public <A, R> AsyncResult<List<R>> mapAsync(
            Fn<? super A, ? extends R> fn,
            Iterable<? extends A> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return many(new Call(CallKind.FN, fn), items, checked(chunksize), false, Callbacks.of(callback, errorCallback));
    }

    @Override
    public <A, R> ResultIterator<R> imap(Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
        return iterate(new Call(CallKind.FN, fn), items, 1, true);
    }

    @Override
    public <A, R> ResultIterator<R> imap(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize) {
        return iterate(new Call(CallKind.FN, fn), items, checked(chunksize), true);
    }

    @Override
    public <A, R> ResultIterator<R> imapUnordered(Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
        return iterate(new Call(CallKind.FN, fn), items, 1, false);
    }

    @Override
    public <A, R> ResultIterator<R> imapUnordered(
            Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize) {
        return iterate(new Call(CallKind.FN, fn), items, checked(chunksize), false);
    }

    @Override
    public <A, B, R> List<R> starmap(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items) {
        return manyAndWait(new Call(CallKind.FN2, fn), items, 0);
    }

    @Override
    public <A, B, R> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items, int chunksize) {
        return manyAndWait(new Call(CallKind.FN2, fn), items, checked(chunksize));
    }

    @Override
    public <A, B, C, R> List<R> starmap(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items) {
        return manyAndWait(new Call(CallKind.FN3, fn), items, 0);
    }

    @Override
    public <A, B, C, R> List<R> starmap(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items, int chunksize) {
        return manyAndWait(new Call(CallKind.FN3, fn), items, checked(chunksize));
    }

    @Override
    public <A, B, R> AsyncResult<List<R>> starmapAsync(
            Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items) {
        return many(new Call(CallKind.FN2, fn), items, 0, false, null);
    }

    @Override
    public <A, B, R> AsyncResult<List<R>> starmapAsync(
            Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items, int chunksize) {
        return many(new Call(CallKind.FN2, fn), items, checked(chunksize), false, null);
    }

    @Override
    public <A, B, R> AsyncResult<List<R>> starmapAsync(
            Fn2<? super A, ? super B, ? extends R> fn,
            Iterable<Args2<A, B>> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return many(
                new Call(CallKind.FN2, fn), items, checked(chunksize), false, Callbacks.of(callback, errorCallback));
    }

    @Override
    public <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items) {
        return many(new Call(CallKind.FN3, fn), items, 0, false, null);
    }

    @Override
    public <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items, int chunksize) {
        return many(new Call(CallKind.FN3, fn), items, checked(chunksize), false, null);
    }

    @Override
    public <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn,
            Iterable<Args3<A, B, C>> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        return many(
                new Call(CallKind.FN3, fn), items, checked(chunksize), false, Callbacks.of(callback, errorCallback));
    }

    @Override
    public <A, R> Function<A, R> remote(Fn<? super A, ? extends R> fn) {
        Objects.requireNonNull(fn, "fn");
        return a -> apply(fn, a);
    }
}
