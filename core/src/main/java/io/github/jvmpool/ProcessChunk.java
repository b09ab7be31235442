package io.github.jvmpool;

import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.FlatEncoded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chunk whose items are encoded and can be sent to any worker, again if need be. Immutable, but for its pace. */
final class ProcessChunk extends Chunk {
    final CallKind kind;

    /** The function's shape, or null if {@link #function} is the function itself. */
    final @Nullable FunctionShape shape;

    /** The shape's number and the captured values, or the function itself. */
    final Encoded function;

    /** Each item: an int, the length of its values, and the values. Flat if there is more than one. */
    final Encoded items;

    /** Whether the only item is large and needs no classes, so that the worker may decode it from the ring. */
    final boolean streamed;

    /** How often its items have been started, this time included. */
    final int attempt;

    /** Shared by all chunks of a call. */
    final Pace pace;

    ProcessChunk(
            Work work,
            int first,
            int count,
            boolean splittable,
            CallKind kind,
            @Nullable FunctionShape shape,
            Encoded function,
            Encoded items,
            boolean streamed,
            int attempt,
            Pace pace) {
        super(work, first, count, splittable);
        this.kind = kind;
        this.shape = shape;
        this.function = function;
        this.items = items;
        this.streamed = streamed;
        this.attempt = attempt;
        this.pace = pace;
    }

    /** {@return items {@code from} … {@code to - 1} of this chunk, counted from its own first} */
    ProcessChunk part(int from, int to, int newAttempt) {
        if (from == 0 && to == count && newAttempt == attempt) return this;
        Encoded part = items;
        if (from > 0 || to < count) {
            FlatEncoded flat = (FlatEncoded) items;
            int begin = offset(flat, 0, 0, from);
            int end = offset(flat, begin, from, to);
            part = flat.slice(begin, end);
        }
        return new ProcessChunk(
                work, first + from, to - from, splittable, kind, shape, function, part, streamed, newAttempt, pace);
    }

    /** {@return what a failure message calls an item of this chunk} */
    String describe(int item) {
        String task = work.options()
                .label()
                .map(label -> "the task \"" + label + "\"")
                .orElse("the task");
        return work instanceof MapResult || work instanceof ImapWork ? task + " of item " + (first + item) : task;
    }

    /** {@return where item {@code item} begins, knowing that item {@code known} begins at {@code at}} */
    private static int offset(FlatEncoded items, int at, int known, int item) {
        int offset = at;
        for (int i = known; i < item; i++) offset += 4 + Bytes.int32(items.bytes(), items.offset() + offset);
        return offset;
    }

    /** How long one item of a call takes, as far as is known. Written by the threads that read results, a lost update is harmless. */
    static final class Pace {
        private volatile long nanos;

        /** The shared objects that the call names, which live at least as long as one of its chunks does. Written by the packer's thread. */
        @SuppressWarnings("UnusedVariable") // to hold them is its use
        private @Nullable List<Object> held;

        void hold(@Nullable List<? extends Object> objects) {
            if (objects == null) return;
            if (held == null) held = new ArrayList<>();
            held.addAll(objects);
        }

        /** {@return nanoseconds an item takes, or 0 if not known yet} */
        long nanos() {
            return nanos;
        }

        void measured(long total, int items) {
            long one = Math.max(1, total / items);
            long before = nanos;
            nanos = before == 0 ? one : (before + one) / 2;
        }
    }
}
