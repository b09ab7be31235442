package io.github.jvmpool;

import java.time.Duration;

/** A task ran longer than its time limit; it was interrupted and, if that did not end it, its worker was killed. */
public final class TaskTimeoutException extends PoolException {
    private static final long serialVersionUID = 1;

    private final Duration timeout;

    TaskTimeoutException(String message, Duration timeout) {
        super(message, null);
        this.timeout = timeout;
    }

    /** {@return the limit that was exceeded, counted from the start of the task} */
    public Duration timeout() {
        return timeout;
    }
}
