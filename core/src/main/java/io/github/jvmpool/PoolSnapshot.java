package io.github.jvmpool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One consistent picture of a pool. All counts are of tasks (items, for {@code map}), since the pool was made.
 *
 * @param name the pool's name
 * @param state what the pool is doing
 * @param processes how many workers it may have
 * @param workers the workers it has
 * @param pending tasks not handed to a worker yet
 * @param submitted tasks accepted
 * @param completed tasks that returned a value
 * @param failed tasks that ended with an exception
 * @param cancelled tasks that were cancelled
 * @param retried how often a task was started once more
 * @param workersStarted workers that became ready
 * @param workersLost workers that ended unasked
 */
public record PoolSnapshot(
        String name,
        State state,
        int processes,
        List<WorkerSnapshot> workers,
        long pending,
        long submitted,
        long completed,
        long failed,
        long cancelled,
        long retried,
        long workersStarted,
        long workersLost) {
    /** Makes the list immutable. */
    public PoolSnapshot {
        workers = List.copyOf(workers);
    }

    /** What a pool is doing. */
    public enum State {
        /** Takes tasks. */
        OPEN,
        /** Takes no more tasks; those it has are being finished. */
        CLOSING,
        /** No worker could be started; every task fails. */
        BROKEN,
        /** Over: no worker is left. */
        TERMINATED
    }

    /**
     * One worker in the picture.
     *
     * @param info who it is
     * @param state what it is doing
     * @param inFlight tasks handed to it and not finished
     * @param running the label of the task it runs, if that has one
     * @param runningFor how long it has been running its present task, if it is running one whose start is recorded
     */
    public record WorkerSnapshot(
            WorkerInfo info,
            WorkerState state,
            int inFlight,
            Optional<String> running,
            Optional<Duration> runningFor) {}

    /** What a worker is doing. */
    public enum WorkerState {
        /** Its JVM is coming up or its initializer runs. */
        STARTING,
        /** Waits for a task. */
        IDLE,
        /** Has tasks. */
        BUSY,
        /** Gets no more tasks and is about to end. */
        RETIRING
    }
}
