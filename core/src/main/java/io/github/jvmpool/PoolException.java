package io.github.jvmpool;

import org.jspecify.annotations.Nullable;

/** What can go wrong in a pool beyond what the tasks themselves throw. */
public class PoolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what happened and what to do
     * @param cause why, or null
     */
    public PoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
