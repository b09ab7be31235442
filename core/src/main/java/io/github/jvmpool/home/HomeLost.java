package io.github.jvmpool.home;

import org.jspecify.annotations.Nullable;

/** The process in which an object lives is gone, or cannot be reached. */
public final class HomeLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    HomeLost(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
