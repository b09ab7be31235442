package io.github.jvmpool;

import java.io.IOException;

/** The worker has ended in the middle of a message. */
final class LinkEnded extends IOException {
    private static final long serialVersionUID = 1;

    LinkEnded() {
        super("the worker has ended");
    }
}
