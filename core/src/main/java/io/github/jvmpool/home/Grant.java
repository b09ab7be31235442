package io.github.jvmpool.home;

import io.github.jvmpool.wire.SharedFile;

/**
 * A number of things that a home lets a process have without asking for each: a word in the memory they share.
 *
 * <pre>
 *   63            32 31      16 15       0
 *  +----------------+----------+----------+
 *  |      tag       |  limit   | claimed  |
 *  +----------------+----------+----------+
 * </pre>
 *
 * <p>The process claims the next one by raising {@code claimed} while it is below {@code limit}; the home takes back what is left by
 * lowering {@code limit} to it. Both by compare-and-set, so each thing is claimed or taken back, and what was claimed can be read after
 * the process's death. The tag tells a grant from all others that have been in the same place.
 */
final class Grant {
    /** The most things a grant may be for. */
    static final int MOST = (1 << 16) - 1;

    private Grant() {}

    /** Lets a process have {@code count} things. Home only. */
    static void offer(SharedFile memory, int slot, int tag, int count) {
        memory.offer(slot, (long) tag << 32 | (long) count << 16);
    }

    static int claimed(SharedFile memory, int slot) {
        return (int) memory.slot(slot) & MOST;
    }

    /** Takes back what has not been claimed; returns how much was. Home only. */
    static int revoke(SharedFile memory, int slot) {
        for (; ; ) {
            long word = memory.slot(slot);
            long claimed = word & MOST;
            if (memory.changeSlot(slot, word, word & ~((long) MOST << 16) | claimed << 16)) return (int) claimed;
        }
    }

    /** Claims thing number {@code next}; returns false if there is no such grant any more. */
    static boolean claim(SharedFile memory, int slot, int tag, int next) {
        for (; ; ) {
            long word = memory.slot(slot);
            if ((int) (word >>> 32) != tag || (word & MOST) != next || (word >>> 16 & MOST) <= next) return false;
            if (memory.changeSlot(slot, word, word + 1)) return true;
        }
    }

    /** Sets a flag for the process to see. Home only. */
    static void raise(SharedFile memory, int slot, int tag) {
        memory.changeSlot(slot, lowered(tag), lowered(tag) | 1);
    }

    /** Makes a place a flag that is not set. Home only. */
    static void lower(SharedFile memory, int slot, int tag) {
        memory.offer(slot, lowered(tag));
    }

    /** Takes a flag down; returns whether it was set. */
    static boolean take(SharedFile memory, int slot, int tag) {
        return memory.slot(slot) == (lowered(tag) | 1) && memory.changeSlot(slot, lowered(tag) | 1, lowered(tag));
    }

    private static long lowered(int tag) {
        return (long) tag << 32;
    }
}
