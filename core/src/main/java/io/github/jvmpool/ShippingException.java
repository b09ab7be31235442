package io.github.jvmpool;

import org.jspecify.annotations.Nullable;

/**
 * A function, an argument or a result cannot travel between the JVMs: it is not serializable, its class cannot be found on the
 * other side, or it is too large. The message names the path of fields to the culprit. The worker lives on.
 */
public final class ShippingException extends PoolException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what cannot travel, where it was found, and what to do
     * @param cause why, such as {@link java.io.NotSerializableException}, or null
     */
    public ShippingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
