package io.github.jvmpool.home;

import io.github.jvmpool.wire.SharedFile;

/**
 * The state of a grant in the memory that home and process share, in one long: which one it is, how much of it there is and how much was
 * claimed.
 *
 * <pre>
 *   63                 32 31        16 15         0
 *  +---------------------+------------+------------+
 *  |         tag         |   limit    |  claimed   |
 *  +---------------------+------------+------------+
 * </pre>
 *
 * <p>The tag tells it from all others, of whatever object, that were or will be in the same slot: the process may come across an old one
 * long after it has ended.
 */
final class GrantWord {
    /** The most there may be of a grant. */
    static final int MOST = 0xffff;

    private GrantWord() {}

    /** {@return the word of a grant of which nothing is claimed} */
    static long offered(int tag, int count) {
        return (long) tag << 32 | (long) count << 16;
    }

    static int claimed(long word) {
        return (int) word & MOST;
    }

    private static int limit(long word) {
        return (int) (word >>> 16) & MOST;
    }

    /** Claims one more; returns false if the grant has ended. For the process. */
    static boolean claim(SharedFile memory, int slot, int tag, int next) {
        for (; ; ) {
            long word = memory.slot(slot);
            if ((int) (word >>> 32) != tag || limit(word) <= next || claimed(word) != next) return false;
            if (memory.changeSlot(slot, word, word + 1)) return true;
        }
    }

    /** Ends a grant; returns how much was claimed before. For the home. */
    static int revoke(SharedFile memory, int slot) {
        for (; ; ) {
            long word = memory.slot(slot);
            int claimed = claimed(word);
            if (memory.changeSlot(slot, word, word & ~((long) MOST << 16) | (long) claimed << 16)) return claimed;
        }
    }
}
