package io.github.jvmpool;

import org.jspecify.annotations.Nullable;

/** No worker can be started: each of several tries in a row failed. The cause is the last worker's own error. */
public final class PoolBrokenException extends PoolException {
    private static final long serialVersionUID = 1;

    PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
