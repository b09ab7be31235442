package io.github.jvmpool;

import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ShippingFailure;
import org.jspecify.annotations.Nullable;

/** Encodes a function and items on the caller's thread, so that what cannot travel is refused at the caller's own line. */
final class ProcessPacker implements Packer {
    private final CallKind kind;
    private final Encoder encoder;
    private final @Nullable FunctionShape shape;
    private final Encoded function;
    private final ProcessChunk.Pace pace = new ProcessChunk.Pace();
    private int count;
    private boolean plain = true;

    ProcessPacker(Call call, Encoder encoder, @Nullable FunctionShape shape) {
        this.kind = call.kind();
        this.encoder = encoder;
        this.shape = shape;
        encoder.reset();
        try {
            if (shape == null) {
                encoder.value(call.fn());
            } else {
                encoder.int32(shape.id());
                shape.encode(call.fn(), encoder);
            }
        } catch (ShippingFailure e) {
            encoder.reset();
            throw new ShippingException("the function cannot be sent to a worker: " + e.getMessage(), e.getCause());
        }
        this.function = encoder.finish();
    }

    @Override
    public void add(@Nullable Object item) {
        int begin = encoder.position();
        boolean wasPlain = plain;
        encoder.int32(0);
        try {
            switch (kind.arity) {
                case 0 -> {}
                case 1 -> value(item);
                case 2 -> {
                    Args2<?, ?> pair = (Args2<?, ?>) java.util.Objects.requireNonNull(item, "item");
                    value(pair.a());
                    value(pair.b());
                }
                default -> {
                    Args3<?, ?, ?> triple = (Args3<?, ?, ?>) java.util.Objects.requireNonNull(item, "item");
                    value(triple.a());
                    value(triple.b());
                    value(triple.c());
                }
            }
        } catch (ShippingFailure e) {
            encoder.truncate(begin);
            plain = wasPlain;
            throw new ShippingException("the argument cannot be sent to a worker: " + e.getMessage(), e.getCause());
        }
        encoder.patchInt32(begin, (int) (encoder.length() - begin - 4));
        count++;
    }

    private void value(@Nullable Object value) {
        encoder.value(value);
        if (encoder.wroteObjects()) plain = false;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long bytes() {
        return encoder.length();
    }

    @Override
    public Chunk cut(Work work, int first, boolean splittable) {
        boolean streamed = plain && count == 1 && encoder.length() > 1 << 16;
        Encoded items = encoder.finish();
        Chunk chunk = new ProcessChunk(
                work, first, count, splittable && count > 1, kind, shape, function, items, streamed, 1, pace);
        count = 0;
        plain = true;
        return chunk;
    }
}
