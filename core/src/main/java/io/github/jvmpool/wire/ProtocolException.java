package io.github.jvmpool.wire;

import java.io.IOException;

/** What came from the other JVM is not what this protocol allows. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** Creates an exception that names the violation. */
    public ProtocolException(String message) {
        super(message);
    }
}
