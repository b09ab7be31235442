package io.github.jvmpool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of a pool: calls that run in its workers.
 *
 * <p>Everywhere: functions, arguments and results are copied between the JVMs, {@code null} included; the worker never sees the
 * caller's objects. A function or argument that cannot travel is refused with a {@link ShippingException} at the call itself (by
 * {@code imap}, for an item, from its own {@code next()}). A {@code null} function gives {@link NullPointerException}, a closed
 * pool {@link RejectedExecutionException}, one whose workers do not start {@link PoolBrokenException}.
 *
 * <p>Blocking methods throw what the task threw: an unchecked exception or error as itself, a checked one inside
 * {@link TaskException}; a task cut short gives {@link WorkerLostException} or {@link TaskTimeoutException}. The stack trace shows
 * the worker's frames, then one frame naming worker and pid, then the caller's. If the waiting thread is interrupted, the work is
 * cancelled, the interrupt flag kept and {@link CancellationException} thrown.
 *
 * <p>All methods may be called from any thread, tasks and callbacks included.
 */
public interface PoolOperations {
    /**
     * Makes a call in a worker and waits for its result: Python's {@code apply(func)}.
     *
     * @param task the call
     * @return its result
     * @param <R> the type of the result
     */
    <R> R apply(Task<R> task);

    /**
     * Makes a call in a worker and waits for its end.
     *
     * @param task the call
     */
    void apply(VoidTask task);

    /**
     * Makes a call with one argument in a worker and waits for its result: Python's {@code apply(func, (a,))}.
     *
     * @param fn the function
     * @param a its argument
     * @return its result
     * @param <A> the type of the argument
     * @param <R> the type of the result
     */
    <A, R> R apply(Fn<? super A, ? extends R> fn, A a);

    /**
     * Makes a call with two arguments in a worker and waits for its result: Python's {@code apply(func, (a, b))}.
     *
     * @param fn the function
     * @param a its first argument
     * @param b its second argument
     * @return its result
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> R apply(Fn2<? super A, ? super B, ? extends R> fn, A a, B b);

    /**
     * Makes a call in a worker and returns at once: Python's {@code apply_async(func)}.
     *
     * @param task the call
     * @return its result to come
     * @param <R> the type of the result
     */
    <R> AsyncResult<R> applyAsync(Task<R> task);

    /**
     * Makes a call in a worker and returns at once.
     *
     * @param task the call
     * @return its end to come
     */
    AsyncResult<Void> applyAsync(VoidTask task);

    /**
     * Makes a call in a worker, returns at once, and hands the result to a callback.
     *
     * <p>One of the two callbacks runs, once, before the result is ready. Callbacks of a pool run one at a time, so they may share
     * data; one that throws is logged and hurts nothing. If the result is cancelled, the error callback hears of it
     * afterwards.
     *
     * @param task the call
     * @param callback takes the result; null for none
     * @param errorCallback takes the failure, as {@code join()}'s cause would have it; null for none
     * @return its result to come
     * @param <R> the type of the result
     */
    <R> AsyncResult<R> applyAsync(
            Task<R> task, @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback);

    /**
     * Makes a call with one argument in a worker and returns at once.
     *
     * @param fn the function
     * @param a its argument
     * @return its result to come
     * @param <A> the type of the argument
     * @param <R> the type of the result
     */
    <A, R> AsyncResult<R> applyAsync(Fn<? super A, ? extends R> fn, A a);

    /**
     * Makes a call with two arguments in a worker and returns at once.
     *
     * @param fn the function
     * @param a its first argument
     * @param b its second argument
     * @return its result to come
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> AsyncResult<R> applyAsync(Fn2<? super A, ? super B, ? extends R> fn, A a, B b);

    /**
     * Applies a function to every item in the workers and waits for all results, in the order of the items.
     *
     * <p>If items fail, the first failure in item order is thrown after every item has been tried, the other failures attached as
     * suppressed ones; of more than a hundred others the rest is counted only.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> List<R> map(Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

    /**
     * Like {@link #map(Fn, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> List<R> map(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize);

    /**
     * Calls a function for every item in the workers and waits for the end; failures as in {@link #map(Fn, Iterable)}.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @param <A> the type of the items
     */
    <A> void forEach(VoidFn<? super A> fn, Iterable<? extends A> items);

    /**
     * Like {@link #forEach(VoidFn, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @param <A> the type of the items
     */
    <A> void forEach(VoidFn<? super A> fn, Iterable<? extends A> items, int chunksize);

    /**
     * Applies a function to every item in the workers and returns once the items are read: Python's {@code map_async}.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> AsyncResult<List<R>> mapAsync(Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

    /**
     * Like {@link #mapAsync(Fn, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> AsyncResult<List<R>> mapAsync(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize);

    /**
     * Like {@link #mapAsync(Fn, Iterable)} with a fixed chunk size and callbacks, of which one runs, once, before the result is
     * ready.
     *
     * @param fn the function
     * @param items the items, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @param callback takes the results; null for none
     * @param errorCallback takes the failure; null for none
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> AsyncResult<List<R>> mapAsync(
            Fn<? super A, ? extends R> fn,
            Iterable<? extends A> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback);

    /**
     * Applies a function to the items in the workers and delivers results, in the order of the items, as they come.
     *
     * <p>The input is read lazily, never further ahead of the reader than a bounded window, so it may be infinite. The window shrinks
     * where results are large: a pool of processes lets about 32 MB of them wait for a slow reader, or one for each worker if that is
     * more, going by the largest that came lately.
     *
     * @param fn the function
     * @param items the items, read lazily on a thread of the pool
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> ResultIterator<R> imap(Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

    /**
     * Like {@link #imap(Fn, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the items, read lazily on a thread of the pool
     * @param chunksize how many items travel together, at least 1; without it every item travels at once
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> ResultIterator<R> imap(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize);

    /**
     * Like {@link #imap(Fn, Iterable)}, but results come in the order in which they are finished.
     *
     * @param fn the function
     * @param items the items, read lazily on a thread of the pool
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> ResultIterator<R> imapUnordered(Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

    /**
     * Like {@link #imapUnordered(Fn, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the items, read lazily on a thread of the pool
     * @param chunksize how many items travel together, at least 1; without it every item travels at once
     * @return the results
     * @param <A> the type of the items
     * @param <R> the type of the result
     */
    <A, R> ResultIterator<R> imapUnordered(Fn<? super A, ? extends R> fn, Iterable<? extends A> items, int chunksize);

    /**
     * Applies a function to every pair of arguments; otherwise like {@link #map(Fn, Iterable)}: Python's {@code starmap}.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> List<R> starmap(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items);

    /**
     * Like {@link #starmap(Fn2, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> List<R> starmap(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items, int chunksize);

    /**
     * Applies a function to every triple of arguments; otherwise like {@link #map(Fn, Iterable)}: Python's {@code starmap}.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    <A, B, C, R> List<R> starmap(Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items);

    /**
     * Like {@link #starmap(Fn3, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    <A, B, C, R> List<R> starmap(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items, int chunksize);

    /**
     * Applies a function to every pair of arguments and returns once the items are read: Python's {@code starmap_async}.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> AsyncResult<List<R>> starmapAsync(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items);

    /**
     * Like {@link #starmapAsync(Fn2, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> AsyncResult<List<R>> starmapAsync(
            Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args2<A, B>> items, int chunksize);

    /**
     * Like {@link #starmapAsync(Fn2, Iterable)} with a fixed chunk size and callbacks, of which one runs, once, before the result is
     * ready.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @param callback takes the results; null for none
     * @param errorCallback takes the failure; null for none
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     */
    <A, B, R> AsyncResult<List<R>> starmapAsync(
            Fn2<? super A, ? super B, ? extends R> fn,
            Iterable<Args2<A, B>> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback);

    /**
     * Applies a function to every triple of arguments and returns once the items are read: Python's {@code starmap_async}.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items);

    /**
     * Like {@link #starmapAsync(Fn3, Iterable)} with a fixed chunk size.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args3<A, B, C>> items, int chunksize);

    /**
     * Like {@link #starmapAsync(Fn3, Iterable)} with a fixed chunk size and callbacks, of which one runs, once, before the result is
     * ready.
     *
     * @param fn the function
     * @param items the argument tuples, read once on this thread
     * @param chunksize how many items travel together, at least 1; without it the size adapts itself to the time the items take
     * @param callback takes the results; null for none
     * @param errorCallback takes the failure; null for none
     * @return the results
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    <A, B, C, R> AsyncResult<List<R>> starmapAsync(
            Fn3<? super A, ? super B, ? super C, ? extends R> fn,
            Iterable<Args3<A, B, C>> items,
            int chunksize,
            @Nullable Consumer<? super List<R>> callback,
            @Nullable Consumer<? super Throwable> errorCallback);

    /**
     * {@return a function that makes its call in a worker, for {@code Stream.map} or {@code Gatherers.mapConcurrent}}
     *
     * @param fn the function
     * @param <A> the type of the argument
     * @param <R> the type of the result
     */
    <A, R> Function<A, R> remote(Fn<? super A, ? extends R> fn);

    /**
     * {@return the options of the calls made through this object}
     */
    TaskOptions options();

    /**
     * {@return a view of the same pool whose calls have these options; it has no life of its own}
     *
     * @param options the options, instead of {@link #options()}
     */
    PoolOperations with(TaskOptions options);

    /**
     * {@return a view whose tasks may each run this long}
     *
     * @param limit counted from the start of the task; positive
     */
    default PoolOperations withTimeout(Duration limit) {
        return with(options().withTimeout(limit));
    }

    /**
     * {@return a view whose tasks are started up to {@code times} more if their worker is lost}
     *
     * @param times how often, 0 or more
     */
    default PoolOperations withRetries(int times) {
        return with(options().withRetries(times));
    }

    /**
     * {@return a view whose calls report how far they have come}
     *
     * @param listener takes the reports
     */
    default PoolOperations withProgress(Progress listener) {
        return with(options().withProgress(listener));
    }

    /**
     * {@return a view whose tasks have a name in failure messages and snapshots}
     *
     * @param label the name
     */
    default PoolOperations withLabel(String label) {
        return with(options().withLabel(label));
    }
}
