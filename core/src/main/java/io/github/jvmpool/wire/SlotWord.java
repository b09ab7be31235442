package io.github.jvmpool.wire;

/**
 * The state of one chunk in the control page, in one long: who it is, how many of its items were claimed, and where it ends.
 *
 * <pre>
 *   63        48 47             24 23              0
 *  +------------+-----------------+-----------------+
 *  |    tag     |      limit      |     claimed     |
 *  +------------+-----------------+-----------------+
 * </pre>
 *
 * <p>The worker claims the next item by raising {@code claimed} while it is below {@code limit}; the caller takes items back by
 * lowering {@code limit}, never below {@code claimed}. Both by compare-and-set, so each item either starts or is taken back. After
 * the worker's death, items below {@code claimed} have started and the others have not. The tag tells the chunk from an earlier one
 * in the same slot whose message the worker may still come across.
 */
public final class SlotWord {
    /** The most items a chunk may have. */
    public static final int MAX_ITEMS = (1 << 24) - 1;

    private static final int MASK = MAX_ITEMS;

    private SlotWord() {}

    /** {@return the word of a chunk none of whose items is claimed} */
    public static long offered(int tag, int count) {
        return (long) (tag & 0xffff) << 48 | (long) count << 24;
    }

    /** {@return the tag of the chunk} */
    public static int tag(long word) {
        return (int) (word >>> 48);
    }

    /** {@return how many items have been claimed} */
    public static int claimed(long word) {
        return (int) word & MASK;
    }

    /** {@return how many items may be claimed} */
    public static int limit(long word) {
        return (int) (word >>> 24) & MASK;
    }

    /** {@return the word with another limit} */
    public static long withLimit(long word, int limit) {
        return word & ~((long) MASK << 24) | (long) limit << 24;
    }

    /**
     * {@return the name of an item of a chunk, never 0, for interrupts}
     *
     * @param slot the index of the slot
     * @param tag the tag of the chunk
     * @param item the item's number in the chunk
     */
    public static long running(int slot, int tag, int item) {
        return (long) (tag & 0xffff) << 48 | (long) (slot + 1) << 32 | item;
    }
}
