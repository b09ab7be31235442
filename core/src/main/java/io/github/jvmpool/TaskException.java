package io.github.jvmpool;

/** A task threw a checked exception, which is the {@linkplain #getCause() cause}. */
public final class TaskException extends PoolException {
    private static final long serialVersionUID = 1;

    /**
     * Wraps what a task threw.
     *
     * @param cause the checked exception
     */
    public TaskException(Throwable cause) {
        super(cause.toString(), cause);
    }
}
