package io.github.jvmpool.wire;

import java.io.IOException;

/**
 * One value cannot be read: its own code threw, its class does not fit, a filter refused it, or there is not enough memory. The
 * source stands behind the value, so that what follows can be read.
 */
public final class DecodingException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says which value and why. */
    public DecodingException(String message, Throwable cause) {
        super(message, cause);
    }
}
