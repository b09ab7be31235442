package io.github.jvmpool;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the user wants to hear of an outcome; null stands for nothing, like Python's {@code None}. */
record Callbacks<R>(@Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    static <R> @Nullable Callbacks<R> of(
            @Nullable Consumer<? super R> callback, @Nullable Consumer<? super Throwable> errorCallback) {
        return callback == null && errorCallback == null ? null : new Callbacks<>(callback, errorCallback);
    }

    /** Runs the one that fits the outcome; what it throws is logged. */
    @SuppressWarnings("NullAway") // a task may return null, whatever R is
    void run(@Nullable R value, @Nullable Throwable failure) {
        try {
            if (failure != null) {
                if (errorCallback != null) errorCallback.accept(failure);
            } else if (callback != null) callback.accept(value);
        } catch (Throwable thrown) {
            LOG.log(System.Logger.Level.WARNING, failure == null ? "a callback failed" : "an error callback failed", thrown);
        }
    }
}
