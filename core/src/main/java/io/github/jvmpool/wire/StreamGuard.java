package io.github.jvmpool.wire;

import java.io.ObjectInputFilter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses arrays that a value has no bytes for, then asks the user's filter and that of the JVM.
 *
 * <p>The other filters see each value as if it had a stream of its own.
 */
final class StreamGuard implements ObjectInputFilter {
    /**
     * Sets whose elements are two sets with the same elements, and so on, take twice as long for each level, in a few bytes: their
     * hash codes are computed over and over.
     */
    private static final int MOST_NESTED = 20;

    private static final int DEEPEST = 256;

    private final SliceStream in;
    private final @Nullable ObjectInputFilter next;
    private final boolean distrusts;
    private @Nullable String refused;
    private long firstReference;
    private long room;

    /** By depth, how many hash tables lie in one another on the way down to there. */
    private final byte[] nested = new byte[DEEPEST];

    /** @param distrusts whether the bytes may have been made to take for ever */
    StreamGuard(SliceStream in, @Nullable ObjectInputFilter next, boolean distrusts) {
        this.in = in;
        this.next = next;
        this.distrusts = distrusts;
    }

    /** A value of {@code length} bytes follows. */
    void begin(int length) {
        firstReference = -1;
        // An element takes a byte or more. Hash tables may have up to eight times as many buckets as entries.
        room = 16L * length + 1024;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (firstReference < 0) firstReference = info.references() - 1;
        Class<?> type = info.serialClass();
        if (info.arrayLength() >= 0 && type != null && type.isArray() && !isCredible(type, info.arrayLength())) {
            return refuse("an array of " + info.arrayLength() + " elements for which there are no bytes, or no room");
        }
        if (distrusts && isNestedTooDeeply(type, info.depth()))
            return refuse("hash tables in one another, more than " + MOST_NESTED + " deep");
        if (next == null) return Status.UNDECIDED;
        Shifted shifted = new Shifted(info, firstReference, in.count());
        Status status = next.checkInput(shifted);
        if (status == null || status == Status.REJECTED)
            refuse(
                    "the filter does not allow " + (type == null ? "what comes" : type.getName()) + " at depth "
                            + info.depth() + ", reference " + shifted.references()
                            + "; what is accepted, and how deep, the deserializationFilter of the pool (or Manager) sets, and that of the JVM");
        return status;
    }

    private Status refuse(String why) {
        refused = why;
        return Status.REJECTED;
    }

    /** {@return what was refused, and why; or null} */
    @Nullable
    String refused() {
        return refused;
    }

    /** A hash table asks for the array of its buckets; the class of an object is told the first time only. */
    private boolean isNestedTooDeeply(@Nullable Class<?> type, long depth) {
        if (depth >= DEEPEST) return true;
        int level = (int) Math.max(depth, 1);
        nested[level] = (byte) (nested[level - 1] + (type == Map.Entry[].class ? 1 : 0));
        return nested[level] > MOST_NESTED;
    }

    private boolean isCredible(Class<?> type, long length) {
        Class<?> component = type.getComponentType();
        if (component.isPrimitive()) {
            long bytes = length * size(component);
            return bytes <= in.available() && Heap.hasRoomFor(bytes);
        }
        boolean isTable = component == Map.Entry.class || component == Object.class;
        if (!isTable && length > in.available()) return false;
        room -= length;
        return room >= 0 && Heap.hasRoomFor(length * 4);
    }

    private static int size(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) return 8;
        if (primitive == int.class || primitive == float.class) return 4;
        return primitive == char.class || primitive == short.class ? 2 : 1;
    }

    private static final class Shifted implements FilterInfo {
        private final FilterInfo info;
        private final long firstReference;
        private final long bytes;

        Shifted(FilterInfo info, long firstReference, long bytes) {
            this.info = info;
            this.firstReference = firstReference;
            this.bytes = bytes;
        }

        @Override
        public @Nullable Class<?> serialClass() {
            return info.serialClass();
        }

        @Override
        public long arrayLength() {
            return info.arrayLength();
        }

        @Override
        public long depth() {
            return info.depth();
        }

        @Override
        public long references() {
            return info.references() - firstReference;
        }

        @Override
        public long streamBytes() {
            return bytes;
        }
    }
}
