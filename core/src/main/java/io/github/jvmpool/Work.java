package io.github.jvmpool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for with one method call: one or many items of the same {@link Call}, and where their outcomes go.
 *
 * <p>A {@link Backend} reports every item that was submitted exactly once, by {@link #done} or {@link #failed}, on any thread,
 * several items at a time. Implementations return quickly and run no user code on the reporting thread.
 */
interface Work {
    TaskOptions options();

    /** {@return the time limit of one item, from its options or its pool, or null} */
    @Nullable
    Duration timeout();

    /** An outcome is on its way here, which took so many bytes to travel; said before it is made. Backends that know it say it. */
    default void arriving(long bytes) {}

    /** Item {@code index} returned {@code value}. */
    void done(int index, @Nullable Object value);

    /**
     * Takes the value of item {@code index}, if it would rather hear once of many: then {@link #stored} is called for them very soon.
     * {@return whether it did; else {@link #done} is to be called}
     */
    default boolean store(int index, @Nullable Object value) {
        return false;
    }

    /** So many items more have returned values, which it {@linkplain #store took}. */
    default void stored(int items) {}

    /** Item {@code index} failed for good, with the exception as the caller is to see it. */
    void failed(int index, Throwable failure);

    /** The task of item {@code index} reports how far it has come; {@code done} is negative if there is only a message. */
    default void reported(int index, long done, long total, @Nullable String message) {}

    /** {@return whether nobody waits for the items any more: those not started need not be} */
    boolean abandoned();
}
