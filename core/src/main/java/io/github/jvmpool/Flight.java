package io.github.jvmpool;

import io.github.jvmpool.wire.SlotWord;
import java.util.concurrent.atomic.AtomicInteger;

/** A chunk on its way through a worker: sent, or about to be, and recorded in a slot of the control page. */
final class Flight {
    final ProcessChunk chunk;
    final int slot;
    final int tag;

    /** How many outcomes have come from the worker, in item order. Guarded by the link's receiving lock. */
    int received;

    /** How many outcomes have been reported to the work: the one who raises it past an item reports that item, and nobody else. */
    private final AtomicInteger reported = new AtomicInteger();

    /** Where the items end that were not taken back. Written under the engine's lock; the slot's word says the same, unless the worker lies. */
    volatile int limit;

    /** Whether it was taken back as a whole, so that it need not be sent any more. */
    volatile boolean takenBack;

    Flight(ProcessChunk chunk, int slot, int tag) {
        this.chunk = chunk;
        this.limit = chunk.count;
        this.slot = slot;
        this.tag = tag;
    }

    /** {@return whether the caller of this method is the one to report the outcome of that item} */
    boolean report(int item) {
        return reported.compareAndSet(item, item + 1);
    }

    /** {@return the first of the items below {@code limit} that the caller of this method is the one to report; the rest are, too} */
    int reportUpTo(int limit) {
        return reported.getAndUpdate(done -> Math.max(done, limit));
    }

    /** {@return whether the outcome of that item has been reported} */
    boolean isReported(int item) {
        return reported.get() > item;
    }

    /** {@return the name of an item for an interrupt} */
    long running(int item) {
        return SlotWord.running(slot, tag, item);
    }
}
