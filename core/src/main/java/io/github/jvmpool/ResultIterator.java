package io.github.jvmpool;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The results of {@code imap} or {@code imapUnordered}, delivered while later items are still being worked on.
 *
 * <p>The input is read lazily, on a thread of the pool, and never further ahead of this reader than a bounded window. To be
 * used by one thread at a time; {@link #close()} may be called from any.
 *
 * @param <R> the type of the results
 */
public interface ResultIterator<R> extends Iterator<R>, AutoCloseable {
    /**
     * Waits until it is known whether there is another result.
     *
     * <p>{@inheritDoc}
     *
     * @throws java.util.concurrent.CancellationException if the waiting thread is interrupted (what is left is cancelled and
     *     the interrupt flag kept) or the pool is terminated
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next result.
     *
     * @throws NoSuchElementException if there is none left
     * @throws RuntimeException the exception of the task itself if it failed unchecked, else a {@link PoolException}; the next
     *     call goes on with the item after it. What the input threw comes after the results of the items before it.
     */
    @Override
    R next();

    /**
     * Waits for the next result for a limited time.
     *
     * @param timeout how long to wait at most
     * @return the next result
     * @throws TimeoutException if it was not there in time; the iterator stays usable and loses nothing
     * @throws NoSuchElementException if there is none left
     */
    R next(Duration timeout) throws TimeoutException;

    /** {@return the remaining results as a sequential, ordered stream that closes this iterator when it is closed} */
    Stream<R> stream();

    /** Cancels what is left: nothing more is read or started, what runs is interrupted. Does nothing the second time. */
    @Override
    void close();
}
