package io.github.jvmpool.wire;

import org.jspecify.annotations.Nullable;

/** A value cannot be encoded. The message names the path of fields to the culprit; the cause is what was thrown there. */
public final class ShippingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final @Nullable String culprit;

    /** Says what cannot be encoded and why. */
    public ShippingFailure(String message, @Nullable String culprit, @Nullable Throwable cause) {
        super(message, cause);
        this.culprit = culprit;
    }

    /** {@return the name of the class that is to blame, or null if none is} */
    public @Nullable String culprit() {
        return culprit;
    }
}
