package io.github.jvmpool.wire;

/**
 * The first byte of each encoded value: what follows it.
 *
 * <p>The numbers are part of the protocol. A negative byte is a small {@link Integer} by itself. All numbers are little-endian;
 * a <em>string</em> is as in {@link Encoder#string}; a <em>run</em> is a count (int32) and, if that is not 0, one byte for the
 * kind of its elements: {@link #INT}, {@link #LONG}, {@link #DOUBLE} or {@link #STRING} if all are of that kind and come without
 * tags, or {@link #MIXED} for values with tags.
 */
final class Tags {
    static final int NULL = 0;
    static final int TRUE = 1;
    static final int FALSE = 2;
    /** int8. */
    static final int BYTE = 3;
    /** char16. */
    static final int SHORT = 4;
    /** char16. */
    static final int CHAR = 5;
    /** int32. */
    static final int INT = 6;
    /** int64. */
    static final int LONG = 7;
    /** The raw bits as int32. */
    static final int FLOAT = 8;
    /** The raw bits as int64. */
    static final int DOUBLE = 9;
    /** A string. */
    static final int STRING = 10;
    /** int32 length and the two's complement bytes, highest first. */
    static final int BIG_INTEGER = 11;
    /** int32 scale, then as {@link #BIG_INTEGER}. */
    static final int BIG_DECIMAL = 12;

    // Arrays of primitives: int32 count, then the elements.
    static final int BOOLEANS = 16;
    static final int BYTES = 17;
    static final int SHORTS = 18;
    static final int CHARS = 19;
    static final int INTS = 20;
    static final int LONGS = 21;
    static final int FLOATS = 22;
    static final int DOUBLES = 23;

    /** An array of references: one byte for the component (see {@link #component}), then a run. */
    static final int REFERENCES = 24;

    // Collections: a run.
    static final int ARRAY_LIST = 32;
    static final int LINKED_LIST = 33;
    static final int ARRAY_DEQUE = 34;
    static final int HASH_SET = 35;
    static final int LINKED_HASH_SET = 36;
    /** In natural order. */
    static final int TREE_SET = 37;
    /** {@link java.util.Arrays#asList}. */
    static final int AS_LIST = 38;
    /** {@link java.util.List#of()} and copies. */
    static final int LIST_OF = 39;
    /** {@link java.util.stream.Stream#toList}, which may hold null. */
    static final int STREAM_LIST = 40;
    /** {@link java.util.Set#of()} and copies. */
    static final int SET_OF = 41;

    /** {@link java.util.Collections#emptyList}. */
    static final int EMPTY_LIST = 42;
    /** {@link java.util.Collections#emptySet}. */
    static final int EMPTY_SET = 43;
    /** {@link java.util.Collections#emptyMap}. */
    static final int EMPTY_MAP = 44;
    /** {@link java.util.Collections#singletonList}: a value. */
    static final int SINGLETON_LIST = 45;
    /** {@link java.util.Collections#singleton}: a value. */
    static final int SINGLETON_SET = 46;
    /** {@link java.util.Collections#singletonMap}: two values. */
    static final int SINGLETON_MAP = 47;

    // Maps: a run of keys, a run of as many values.
    static final int HASH_MAP = 48;
    static final int LINKED_HASH_MAP = 49;
    /** In natural order. */
    static final int TREE_MAP = 50;
    /** {@link java.util.Map#of()} and copies. */
    static final int MAP_OF = 51;

    /** int32 length and the bytes of an object stream without its header, class loaders named in it. */
    static final int OBJECT = 64;
    /** int32 number of a class loader, int32 length and the bytes that a {@link Fallback} wrote. */
    static final int FALLBACK = 65;

    /** The kind of a run whose elements carry tags. */
    static final int MIXED = 0;

    /** The smallest Integer that is its own tag; the others follow up to {@link #LARGEST_SMALL}. */
    static final int SMALLEST_SMALL = -16;

    static final int LARGEST_SMALL = SMALLEST_SMALL + 127;

    /** How deep values with tags may stand in one another; deeper ones go into an object stream. */
    static final int MAX_DEPTH = 64;

    private static final Class<?>[] COMPONENTS = {
        Object.class,
        String.class,
        Integer.class,
        Long.class,
        Double.class,
        int[].class,
        long[].class,
        double[].class,
        byte[].class,
        float[].class
    };

    private Tags() {}

    /** {@return the number of the component type of an array of references, or -1 if it has none} */
    static int component(Class<?> type) {
        for (int i = 0; i < COMPONENTS.length; i++) {
            if (COMPONENTS[i] == type) return i;
        }
        return -1;
    }

    /** {@return the component type of that number} */
    static Class<?> component(int number) throws ProtocolException {
        if (number < 0 || number >= COMPONENTS.length) throw new ProtocolException("unknown array component " + number);
        return COMPONENTS[number];
    }
}
