package io.github.jvmpool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What runs the work of a pool: worker JVMs ({@code Engine}) or threads ({@code ThreadBackend}). */
interface Backend {
    String name();

    /** {@return the default time limit of a task, or null} */
    @Nullable
    Duration defaultTimeout();

    /** {@return the time it lives in} */
    default Clock clock() {
        return Clock.SYSTEM;
    }

    /**
     * Makes a function ready to travel, on the thread of the caller.
     *
     * @throws ShippingException if it cannot
     */
    Packer packer(Call call);

    /**
     * Accepts a chunk; blocks while too much is pending.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the pool is closed
     * @throws PoolBrokenException if no worker can be started
     * @throws java.util.concurrent.CancellationException if interrupted while blocked; the flag is kept
     */
    void submit(Chunk chunk);

    /** Lets go of what has not started of an {@linkplain Work#abandoned() abandoned} work; interrupts, if wanted, what has. */
    void cancel(Work work, boolean interrupt);

    /** May move results on this thread, which is about to block until {@code work} is done. */
    void assist(AsyncResult<?> work);

    /** Runs user code in order, one piece at a time: callbacks. */
    Executor callbacks();

    /** Runs user code that may take long, each piece on a thread of its own: dependent stages, inputs. */
    Executor helpers();

    void shutdown();

    void terminate();

    /**
     * Accepts nothing more, interrupts what runs, and gives back the works of single calls that had not started: they are not
     * reported. What cannot be given back is run, or cancelled by {@link #terminate()}.
     */
    default List<Work> shutdownNow() {
        terminate();
        return List.of();
    }

    /** {@return whether this is a single call, which {@link #shutdownNow()} may give back} */
    static boolean isCall(Work work) {
        return work instanceof CallResult || work instanceof ExecutorTask;
    }

    /** {@return whether this is a thread whose end {@link #awaitTermination} would wait for} */
    default boolean runsCurrentThread() {
        return false;
    }

    boolean isShutdown();

    boolean isTerminated();

    /** Waits until no worker is left; returns whether that is so. */
    boolean awaitTermination(long nanos) throws InterruptedException;

    int processes();

    void resize(int processes);

    PoolSnapshot snapshot();
}
