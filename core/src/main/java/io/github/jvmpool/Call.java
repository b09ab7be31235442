package io.github.jvmpool;

import java.util.Objects;

/**
 * A function and the way it is invoked.
 *
 * <p>An item of a call is, by arity: nothing (null), the argument itself, an {@link Args2}, an {@link Args3}.
 *
 * @param awaited whether the thread that makes the call does nothing else until it has ended, so that its arguments do not change meanwhile
 */
record Call(CallKind kind, Object fn, boolean awaited) {
    Call(CallKind kind, Object fn) {
        this(kind, fn, false);
    }

    Call {
        Objects.requireNonNull(fn, kind.arity == 0 ? "task" : "fn");
    }
}
