package io.github.jvmpool;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How a function is invoked. The wire number is part of the protocol; an item carries {@link #arity} values. */
enum CallKind {
    TASK(0, 0),
    VOID_TASK(1, 0),
    FN(2, 1),
    VOID_FN(3, 1),
    FN2(4, 2),
    FN3(5, 3),
    /** A user's own {@link Callable}, handed to the executor view. */
    CALLABLE(6, 0),
    /** A user's own {@link Runnable}, handed to the executor view. */
    RUNNABLE(7, 0);

    private static final CallKind[] BY_WIRE = values();

    final int wire;
    final int arity;

    CallKind(int wire, int arity) {
        this.wire = wire;
        this.arity = arity;
    }

    static CallKind ofWire(int wire) {
        if (wire < 0 || wire >= BY_WIRE.length) throw new IllegalArgumentException("unknown call kind " + wire);
        return BY_WIRE[wire];
    }

    /** Calls {@code fn} with as many of the arguments as the kind takes. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a task may take null, whatever its types are
    @Nullable
    Object invoke(Object fn, @Nullable Object a, @Nullable Object b, @Nullable Object c) throws Exception {
        switch (this) {
            case TASK, CALLABLE -> {
                return ((Callable<Object>) fn).call();
            }
            case VOID_TASK -> ((VoidTask) fn).run();
            case FN -> {
                return ((Fn<@Nullable Object, @Nullable Object>) fn).apply(a);
            }
            case VOID_FN -> ((VoidFn<@Nullable Object>) fn).accept(a);
            case FN2 -> {
                return ((Fn2<@Nullable Object, @Nullable Object, @Nullable Object>) fn).apply(a, b);
            }
            case FN3 -> {
                return ((Fn3<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object>) fn)
                        .apply(a, b, c);
            }
            case RUNNABLE -> ((Runnable) fn).run();
        }
        return null;
    }
}
