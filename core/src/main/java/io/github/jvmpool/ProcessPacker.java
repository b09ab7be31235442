package io.github.jvmpool;

import io.github.jvmpool.home.Pins;
import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.FlatEncoded;
import io.github.jvmpool.wire.ShippingFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Encodes a function and items on the caller's thread, so that what cannot travel is refused at the caller's own line. */
final class ProcessPacker implements Packer {
    private final CallKind kind;
    private final boolean awaited;
    private final Engine engine;

    /** Borrowed while items are in it. */
    private @Nullable Encoder encoder;

    private final @Nullable FunctionShape shape;
    private final Encoded function;
    private final ProcessChunk.Pace pace = new ProcessChunk.Pace();
    private int count;

    /** Whether nothing was added whose decoding needs classes. */
    private boolean plain = true;

    ProcessPacker(Call call, Engine engine, @Nullable FunctionShape shape) {
        this.kind = call.kind();
        this.awaited = call.awaited();
        this.engine = engine;
        this.shape = shape;
        Encoder encoder = engine.takeEncoder();
        Pins.begin();
        try {
            if (shape == null) {
                encoder.value(call.fn());
            } else {
                encoder.int32(shape.id());
                shape.encode(call.fn(), encoder);
            }
            function = encoder.finish();
        } catch (ShippingFailure e) {
            // The value of a captured variable has an explanation of its own, which the message repeats.
            Throwable cause = e.getCause() instanceof ShippingFailure captured ? captured.getCause() : e.getCause();
            throw new ShippingException("the function cannot be sent to a worker: " + e.getMessage(), cause);
        } finally {
            pace.hold(Pins.end());
            encoder.reset();
            Engine.giveBack(encoder);
        }
    }

    @Override
    public void add(@Nullable Object item) {
        Encoder out = encoder;
        if (out == null) {
            out = engine.takeEncoder();
            out.byReference(awaited);
            encoder = out;
        }
        int begin = out.position();
        long before = out.length();
        out.int32(0);
        Pins.begin();
        try {
            encode(item, out);
        } catch (ShippingFailure e) {
            out.truncate(begin);
            throw new ShippingException("the argument cannot be sent to a worker: " + e.getMessage(), e.getCause());
        } finally {
            pace.hold(Pins.end());
        }
        out.patchInt32(begin, (int) (out.length() - before - 4));
        count++;
    }

    private void encode(@Nullable Object item, Encoder out) {
        switch (kind.arity) {
            case 0 -> {}
            case 1 -> value(item, out);
            case 2 -> {
                Args2<?, ?> pair = (Args2<?, ?>) Objects.requireNonNull(item, "item");
                value(pair.a(), out);
                value(pair.b(), out);
            }
            default -> {
                Args3<?, ?, ?> triple = (Args3<?, ?, ?>) Objects.requireNonNull(item, "item");
                value(triple.a(), out);
                value(triple.b(), out);
                value(triple.c(), out);
            }
        }
    }

    private void value(@Nullable Object value, Encoder out) {
        out.value(value);
        plain &= !out.wroteObjects();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long bytes() {
        return encoder == null ? 0 : encoder.length();
    }

    @Override
    public Chunk cut(Work work, int first, boolean splittable) {
        Encoder out = encoder;
        if (out == null) throw new IllegalStateException("nothing to cut");
        boolean streamed = count == 1 && out.length() > 1 << 16 && plain;
        Encoded items = out.finish();
        if (count > 1 && !(items instanceof FlatEncoded)) items = flat(items);
        Chunk chunk = new ProcessChunk(
                work, first, count, splittable && count > 1, kind, shape, function, items, streamed, 1, pace);
        count = 0;
        plain = true;
        encoder = null;
        Engine.giveBack(out);
        return chunk;
    }

    /** Several items must lie in one array, so that they can be parted. */
    private static FlatEncoded flat(Encoded items) {
        byte[] bytes = new byte[(int) items.length()];
        int done = 0;
        while (done < bytes.length) done += items.copy(done, bytes, done, bytes.length - done);
        return new FlatEncoded(bytes, 0, bytes.length);
    }
}
