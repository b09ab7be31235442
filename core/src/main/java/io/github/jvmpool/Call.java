package io.github.jvmpool;

import java.util.Objects;

/**
 * A function and the way it is invoked.
 *
 * <p>An item of a call is, by arity: nothing (null), the argument itself, an {@link Args2}, an {@link Args3}.
 */
record Call(CallKind kind, Object fn) {
    Call {
        Objects.requireNonNull(fn, kind.arity == 0 ? "task" : "fn");
    }
}
