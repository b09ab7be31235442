package io.github.jvmpool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What waits for a worker, in order. Guarded by the engine's lock. */
final class TaskQueue {
    /** How long a chunk that the pool cuts itself should take. */
    private static final long CHUNK_NANOS = 500_000;

    private final ArrayDeque<ProcessChunk> chunks = new ArrayDeque<>();
    private final Consumer<ProcessChunk> dropped;
    private long units;

    /** What nobody waits for any more is handed to {@code dropped} instead of a worker. */
    TaskQueue(Consumer<ProcessChunk> dropped) {
        this.dropped = dropped;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** {@return how many chunks it holds} */
    int size() {
        return chunks.size();
    }

    /** {@return how many workers could begin with something at once} */
    long units() {
        return units;
    }

    /** {@return how many tasks wait that somebody waits for} */
    long tasks() {
        long tasks = 0;
        for (ProcessChunk chunk : chunks) if (!chunk.work.abandoned()) tasks += chunk.count;
        return tasks;
    }

    private static int units(ProcessChunk chunk) {
        return chunk.splittable ? chunk.count : 1;
    }

    void addLast(ProcessChunk chunk) {
        chunks.addLast(chunk);
        units += units(chunk);
    }

    /** Puts back, in their order, chunks that were taken before what is here. */
    void addFirst(List<ProcessChunk> earlier) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            chunks.addFirst(earlier.get(i));
            units += units(earlier.get(i));
        }
    }

    /**
     * {@return the next chunk for a worker, cut to a good size, or null}
     *
     * @param most how many tasks it may have, where it can be cut
     */
    @Nullable
    ProcessChunk next(long most) {
        for (ProcessChunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            units -= units(chunk);
            if (chunk.work.abandoned()) {
                dropped.accept(chunk);
                continue;
            }
            int size = chunk.splittable ? size(chunk, most) : chunk.count;
            if (size == chunk.count) return chunk;
            addFirst(List.of(chunk.part(size, chunk.count, chunk.attempt)));
            return chunk.part(0, size, chunk.attempt);
        }
        return null;
    }

    private static int size(ProcessChunk chunk, long most) {
        long nanos = chunk.pace.nanos();
        long size = nanos == 0 ? 1 : Math.max(1, CHUNK_NANOS / nanos);
        return (int) Math.min(Math.min(size, most), chunk.count);
    }

    /** {@return the chunks that fit, taken out} */
    List<ProcessChunk> takeOut(Predicate<ProcessChunk> wanted) {
        List<ProcessChunk> taken = new ArrayList<>();
        for (var each = chunks.iterator(); each.hasNext(); ) {
            ProcessChunk chunk = each.next();
            if (!wanted.test(chunk)) continue;
            each.remove();
            units -= units(chunk);
            taken.add(chunk);
        }
        return taken;
    }
}
