package io.github.jvmpool;

import org.jspecify.annotations.Nullable;

/** The result to come of a single call. */
final class CallResult<R> extends WorkResult<R> {
    CallResult(Operations operations, @Nullable Callbacks<R> callbacks) {
        super(operations, callbacks);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void done(int index, @Nullable Object value) {
        settle((R) value, null);
    }

    @Override
    public void failed(int index, Throwable failure) {
        settle(null, Failures.shown(failure));
    }
}
