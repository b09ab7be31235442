package io.github.jvmpool.shared;

import io.github.jvmpool.PoolException;
import org.jspecify.annotations.Nullable;

/**
 * The process in which a shared object lived is gone, or cannot be reached. The object is lost; whoever waits for it is told at once.
 *
 * <p>A manager that is stopped, or whose machine is cut off, is given up once it has not said anything for more than ten seconds while
 * somebody waited for it. The first JVM, from which this process descends, is waited for: a debugger may have stopped it.
 */
public final class ManagerLostException extends PoolException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message which process
     * @param cause why, or null
     */
    public ManagerLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
