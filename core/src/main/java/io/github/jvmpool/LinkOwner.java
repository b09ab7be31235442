package io.github.jvmpool;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who started a JVM and hears what becomes of it: the {@link Engine} of a pool, or a {@link ChildLink}. Called on the link's own
 * thread, unless said otherwise.
 */
interface LinkOwner {
    /** {@return who the JVM is} */
    WorkerInfo info(Link link);

    /** {@return where what it prints is handed on, which may block} */
    Executor helpers();

    /** Its process could not even be made. */
    void neverStarted(Link link, Throwable cause);

    /** Its process is there: what it is to do can be on its way while it comes up. */
    void attached(Link link);

    /** It has run its initializer; or that has failed, and the JVM ends. */
    void ready(Link link, @Nullable Throwable failure);

    /** Flights have ended; their slots are free. */
    void ended(Link link, int[] slots, int count);

    /** {@return how many items of a flight have not been taken back} */
    int limit(Flight flight);

    /** The outcome of one item has come, and the caller of this method is the one to report it. */
    void outcome(Flight flight, int item, @Nullable Object value, @Nullable Throwable failure);

    /** So many items more of a work have come, whose values it {@linkplain Work#store took}. */
    default void stored(Work work, int items) {
        work.stored(items);
    }

    /** It wants a class or a resource. */
    void answer(Link link, int question, int kind, int loader, String wanted);

    /**
     * It still works, but should not much longer: it is to finish its task and be replaced. Any thread.
     *
     * @param why what is wrong, as what follows its name
     */
    default void wornOut(Link link, String why) {}

    /** It is about to be given up: nothing more goes to it. Any thread. */
    void takeOut(Link link);

    /** {@return why this JVM killed it, if it did} */
    Optional<WorkerEnd.Forced> forced(Link link);

    /** {@return whether it was ended for good, so that what it printed last need not be out before {@link #gone} is called} */
    default boolean isTerminating() {
        return false;
    }

    /**
     * It has ended, everything it had sent has been received, and what it printed is out. Any thread.
     *
     * @param orderly whether it had been told to
     */
    void gone(Link link, WorkerEnd end, boolean orderly);
}
