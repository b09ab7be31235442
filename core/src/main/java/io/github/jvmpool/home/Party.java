package io.github.jvmpool.home;

import io.github.jvmpool.wire.SharedFile;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A process as its objects' home sees it: this one, or one at the other end of a line. */
class Party {
    /** Guarded by itself: what it holds and how often. */
    private final Map<Long, Integer> holds = new HashMap<>();

    private final AtomicInteger tags = new AtomicInteger();
    private final String name;
    private volatile boolean gone;

    Party(String name) {
        this.name = name;
    }

    /** Notes that it holds an object once more; returns whether that is the first time. */
    boolean holds(long object) {
        synchronized (holds) {
            return holds.merge(object, 1, Integer::sum) == 1;
        }
    }

    /** Notes that it holds an object once less; returns whether that was the last time. */
    boolean drops(long object) {
        synchronized (holds) {
            Integer left = holds.computeIfPresent(object, (id, count) -> count - 1);
            if (left == null || left > 0) return false;
            holds.remove(object);
            return true;
        }
    }

    /** Notes that it holds an object no longer, however often it did; returns whether it did. */
    boolean forgets(long object) {
        synchronized (holds) {
            return holds.remove(object) != null;
        }
    }

    /** It has come to its end. What it had asked for may still be on its way. */
    final void goes() {
        gone = true;
    }

    /** {@return whether it has come to its end, so that nothing may be given to it} */
    final boolean isGone() {
        return gone;
    }

    /** {@return what it holds} */
    Long[] held() {
        synchronized (holds) {
            return holds.keySet().toArray(new Long[0]);
        }
    }

    /** Handles on this thread what it has already said. */
    void catchUp() {
        // This process says nothing to itself.
    }

    /** {@return memory shared with it, for grants; null if there is none} */
    @Nullable
    SharedFile memory() {
        return null;
    }

    /** {@return what tells a grant to this process from all others} */
    final int nextTag() {
        return tags.incrementAndGet();
    }

    /** {@return a number for a grant in {@link #memory}, or -1 if there is none left} */
    int takeSlot() {
        return -1;
    }

    /** Frees what {@link #takeSlot} gave. */
    void freeSlot(int slot) {
        throw new AssertionError(slot);
    }

    @Override
    public String toString() {
        return name;
    }
}
