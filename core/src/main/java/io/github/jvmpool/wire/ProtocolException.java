package io.github.jvmpool.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of a message are not what the protocol allows; nothing after them can be trusted or read. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says which rule was broken. */
    public ProtocolException(String message) {
        super(message);
    }

    /** Says which rule was broken, and how that was noticed. */
    public ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
