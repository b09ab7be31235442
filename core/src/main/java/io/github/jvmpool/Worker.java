package io.github.jvmpool;

import java.util.Optional;

/** The worker that runs this code. */
public final class Worker {
    private Worker() {}

    /**
     * {@return who this worker is}
     *
     * @throws IllegalStateException outside a worker; see {@link #find()}
     */
    public static WorkerInfo current() {
        return find().orElseThrow(() -> new IllegalStateException(
                "this code does not run in a worker of a pool; Worker.find() tells without an exception"));
    }

    /** {@return who this worker is, or empty outside a worker} */
    public static Optional<WorkerInfo> find() {
        return TaskContext.current().worker();
    }
}
