package io.github.jvmpool;

import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Items for a task thread of this JVM: the caller's own objects. */
final class ThreadChunk extends Chunk {
    private final Call call;
    private final @Nullable Object[] items;

    private ThreadChunk(Work work, int first, boolean splittable, Call call, @Nullable Object[] items) {
        super(work, first, items.length, splittable);
        this.call = call;
        this.items = items;
    }

    /** Calls the function with item {@code index} of the work. */
    @Nullable
    Object run(int index) throws Exception {
        var item = items[index - first];
        if (item instanceof Args2<?, ?> pair && call.kind().arity == 2)
            return call.kind().invoke(call.fn(), pair.a(), pair.b(), null);
        if (item instanceof Args3<?, ?, ?> triple && call.kind().arity == 3)
            return call.kind().invoke(call.fn(), triple.a(), triple.b(), triple.c());
        return call.kind().invoke(call.fn(), item, null, null);
    }

    /** Collects items; nothing is copied. */
    static final class Collector implements Packer {
        private final Call call;
        private final ArrayList<@Nullable Object> items = new ArrayList<>(1);

        Collector(Call call) {
            this.call = call;
        }

        @Override
        public void add(@Nullable Object item) {
            if (call.kind().arity > 1) Objects.requireNonNull(item, "item");
            items.add(item);
        }

        @Override
        public int count() {
            return items.size();
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public Chunk cut(Work work, int first, boolean splittable) {
            var chunk = new ThreadChunk(work, first, splittable, call, items.toArray());
            items.clear();
            return chunk;
        }
    }
}
