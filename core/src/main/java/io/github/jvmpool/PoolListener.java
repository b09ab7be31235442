package io.github.jvmpool;

import java.util.OptionalInt;

/**
 * Hears of the life of a pool's workers. Called on a thread of the pool, never on one that moves results, events in order; what
 * it throws is logged and hurts nothing.
 */
public interface PoolListener {
    /**
     * A worker is ready for tasks: it was started and its initializer has run.
     *
     * @param worker the worker
     */
    default void workerStarted(WorkerInfo worker) {}

    /**
     * A worker has ended as it should: the pool closed, shrank or recycled it.
     *
     * @param worker the worker
     */
    default void workerEnded(WorkerInfo worker) {}

    /**
     * A worker was lost.
     *
     * @param worker the worker
     * @param reason why
     * @param exitCode its exit code, or empty if it could not be had
     */
    default void workerLost(WorkerInfo worker, WorkerLostException.Reason reason, OptionalInt exitCode) {}

    /**
     * A worker did not come up; {@code error} tells why. After several such tries in a row the pool is broken.
     *
     * @param poolName the pool
     * @param error why
     */
    default void workerFailedToStart(String poolName, Throwable error) {}

    /**
     * The pool has ended: no worker is left.
     *
     * @param poolName the pool
     */
    default void poolEnded(String poolName) {}
}
