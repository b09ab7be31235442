package io.github.jvmpool.home;

import io.github.jvmpool.wire.SharedFile;

/**
 * A lock that its home leaves with the process that had it last: a word in the memory they share, so that the process locks and unlocks it
 * alone as long as nobody else wants it.
 *
 * <pre>
 *   63            32 31        2     1      0
 *  +----------------+------------+------+------+
 *  |      tag       |  wanted 4  | held | free |
 *  +----------------+------------+------+------+
 * </pre>
 *
 * <p>Each change is a compare-and-set. The home takes a free one back; one that is held it marks as wanted, and then hears of the unlocking.
 */
final class LockWord {
    private static final long FREE = 1;
    private static final long HELD = 2;
    private static final long WANTED = 4;

    private LockWord() {}

    private static long word(int tag, long state) {
        return (long) tag << 32 | state;
    }

    /** Leaves a lock, which it holds, with a process. Home only. */
    static void lend(SharedFile memory, int slot, int tag) {
        memory.offer(slot, word(tag, HELD));
    }

    /** Locks; returns false if it is not free. Process only. */
    static boolean lock(SharedFile memory, int slot, int tag) {
        return memory.changeSlot(slot, word(tag, FREE), word(tag, HELD));
    }

    /** Unlocks; returns false if the home has to be told, or has taken it back. Process only. */
    static boolean unlock(SharedFile memory, int slot, int tag) {
        return memory.changeSlot(slot, word(tag, HELD), word(tag, FREE));
    }

    /** {@return whether the process holds it} */
    static boolean isHeld(SharedFile memory, int slot) {
        return (memory.slot(slot) & HELD) != 0;
    }

    /** Takes it back if it is free; returns whether it was. Home only. */
    static boolean takeBack(SharedFile memory, int slot, int tag) {
        return memory.changeSlot(slot, word(tag, FREE), 0);
    }

    /** Takes it back, or if it is held sees to it that the home is told of the unlocking; returns whether it was free. Home only. */
    static boolean want(SharedFile memory, int slot, int tag) {
        for (; ; ) {
            if (takeBack(memory, slot, tag)) return true;
            long word = memory.slot(slot);
            if ((word & WANTED) != 0) return false;
            if (memory.changeSlot(slot, word(tag, HELD), word(tag, HELD | WANTED))) return false;
        }
    }

    /** Takes it back whatever it is; returns whether it was held. Home only. */
    static boolean end(SharedFile memory, int slot) {
        for (; ; ) {
            long word = memory.slot(slot);
            if (memory.changeSlot(slot, word, 0)) return (word & HELD) != 0;
        }
    }
}
