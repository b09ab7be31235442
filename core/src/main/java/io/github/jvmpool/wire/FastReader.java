package io.github.jvmpool.wire;

import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link FastWriter} wrote. Any {@link RuntimeException} means that nobody can have written it. */
final class FastReader {
    private static final @Nullable Object[] NONE = {};

    /** What every JVM can allocate. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** {@return the value that has this tag, which has been read} */
    @Nullable
    Object value(Source in, int tag) throws IOException {
        return value(in, tag, 0);
    }

    private @Nullable Object value(Source in, int tag, int depth) throws IOException {
        if (tag < 0) return (tag & 0x7f) + Tags.SMALLEST_SMALL;
        return switch (tag) {
            case Tags.NULL -> null;
            case Tags.INT -> in.int32();
            case Tags.LONG -> in.int64();
            case Tags.DOUBLE -> Double.longBitsToDouble(in.int64());
            case Tags.STRING -> Decoder.string(in);
            case Tags.TRUE -> true;
            case Tags.FALSE -> false;
            case Tags.BYTE -> in.int8();
            case Tags.SHORT -> (short) in.char16();
            case Tags.CHAR -> in.char16();
            case Tags.FLOAT -> Float.intBitsToFloat(in.int32());
            case Tags.BIG_INTEGER -> integer(in);
            case Tags.BIG_DECIMAL -> decimal(in);
            case Tags.BOOLEANS -> primitives(in, boolean.class, 0, depth);
            case Tags.BYTES -> primitives(in, byte.class, 0, depth);
            case Tags.SHORTS -> primitives(in, short.class, 1, depth);
            case Tags.CHARS -> primitives(in, char.class, 1, depth);
            case Tags.INTS -> primitives(in, int.class, 2, depth);
            case Tags.LONGS -> primitives(in, long.class, 3, depth);
            case Tags.FLOATS -> primitives(in, float.class, 2, depth);
            case Tags.DOUBLES -> primitives(in, double.class, 3, depth);
            default -> {
                if (depth >= Tags.MAX_DEPTH) throw new ProtocolException("values nested deeper than " + depth);
                yield container(in, tag, depth);
            }
        };
    }

    private static BigDecimal decimal(Source in) throws IOException {
        int scale = in.int32();
        return new BigDecimal(integer(in), scale);
    }

    private @Nullable Object nested(Source in, int depth) throws IOException {
        return value(in, in.int8(), depth + 1);
    }

    private static BigInteger integer(Source in) throws IOException {
        int length = count(in, 0);
        byte[] bytes = (byte[]) allocate(byte.class, length, length);
        in.bytes(bytes, 0, length);
        return new BigInteger(bytes);
    }

    private static Object primitives(Source in, Class<?> component, int shift, int depth) throws IOException {
        int count = count(in, shift);
        long bytes = (long) count << shift;
        Object array;
        try {
            array = allocate(component, count, bytes);
        } catch (ProtocolException e) {
            if (depth > 0) throw e;
            in.skip(bytes);
            throw new DecodingException("a value cannot be read: " + e.getMessage(), e);
        }
        PrimitiveArrays.get(in, array, count, shift);
        return array;
    }

    @SuppressWarnings("JdkObsolete") // a LinkedList stays one
    private Object container(Source in, int tag, int depth) throws IOException {
        return switch (tag) {
            case Tags.REFERENCES -> run(in, Tags.component(in.int8()), depth);
            case Tags.ARRAY_LIST -> fill(new ArrayList<>(), run(in, depth));
            case Tags.LINKED_LIST -> fill(new LinkedList<>(), run(in, depth));
            case Tags.ARRAY_DEQUE -> fill(new ArrayDeque<>(), run(in, depth));
            case Tags.HASH_SET -> {
                var elements = run(in, depth);
                yield fill(new HashSet<>((int) (elements.length * (1 / 0.75f))), elements);
            }
            case Tags.LINKED_HASH_SET -> {
                var elements = run(in, depth);
                yield fill(new LinkedHashSet<>((int) (elements.length * (1 / 0.75f))), elements);
            }
            case Tags.TREE_SET -> fill(new TreeSet<>(), run(in, depth));
            case Tags.AS_LIST -> Arrays.asList(run(in, depth));
            case Tags.LIST_OF -> List.of(run(in, depth));
            case Tags.STREAM_LIST -> Arrays.asList(run(in, depth)).stream().toList();
            case Tags.SET_OF -> Set.of(run(in, depth));
            case Tags.EMPTY_LIST -> Collections.emptyList();
            case Tags.EMPTY_SET -> Collections.emptySet();
            case Tags.EMPTY_MAP -> Collections.emptyMap();
            case Tags.SINGLETON_LIST -> Collections.singletonList(nested(in, depth));
            case Tags.SINGLETON_SET -> Collections.singleton(nested(in, depth));
            case Tags.SINGLETON_MAP -> {
                Object key = nested(in, depth);
                yield Collections.singletonMap(key, nested(in, depth));
            }
            default -> map(in, tag, depth);
        };
    }

    private static Object fill(Collection<@Nullable Object> target, @Nullable Object[] elements) {
        if (target instanceof ArrayList<@Nullable Object> list) list.ensureCapacity(elements.length);
        for (Object element : elements) target.add(element);
        return target;
    }

    private Object map(Source in, int tag, int depth) throws IOException {
        if (tag < Tags.HASH_MAP || tag > Tags.MAP_OF) throw new ProtocolException("unknown tag " + tag);
        @Nullable Object[] keys = run(in, depth);
        @Nullable Object[] values = run(in, depth);
        if (keys.length != values.length) {
            throw new ProtocolException(keys.length + " keys, but " + values.length + " values");
        }
        if (tag == Tags.MAP_OF) return immutable(keys, values);
        Map<@Nullable Object, @Nullable Object> map;
        // As large as the JDK makes those that it reads, so that they are in the same order.
        int capacity = Math.max(16, (int) (keys.length / 0.75f + 1));
        if (tag == Tags.HASH_MAP) map = new HashMap<>(capacity);
        else if (tag == Tags.LINKED_HASH_MAP) map = new LinkedHashMap<>(capacity);
        else map = new TreeMap<>();
        for (int i = 0; i < keys.length; i++) map.put(keys[i], values[i]);
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // the factories refuse null by themselves
    private static Object immutable(@Nullable Object[] keys, @Nullable Object[] values) {
        Map.Entry[] entries = new Map.Entry[keys.length];
        for (int i = 0; i < keys.length; i++) entries[i] = Map.entry(keys[i], values[i]);
        return Map.ofEntries(entries);
    }

    private @Nullable Object[] run(Source in, int depth) throws IOException {
        return run(in, Object.class, depth);
    }

    private @Nullable Object[] run(Source in, Class<?> component, int depth) throws IOException {
        int count = count(in, 0);
        if (count == 0 && component == Object.class) return NONE.clone();
        int kind = count == 0 ? Tags.MIXED : in.int8();
        int size = kind == Tags.LONG || kind == Tags.DOUBLE ? 8 : kind == Tags.INT ? 4 : 1;
        if ((long) count * size > in.remaining()) {
            throw new ProtocolException(count + " elements where " + in.remaining() + " bytes are left");
        }
        @Nullable Object[] elements = (@Nullable Object[]) allocate(component, count, 4L * count);
        switch (kind) {
            case Tags.INT -> {
                for (int i = 0; i < count; i++) elements[i] = in.int32();
            }
            case Tags.LONG -> {
                for (int i = 0; i < count; i++) elements[i] = in.int64();
            }
            case Tags.DOUBLE -> {
                for (int i = 0; i < count; i++) elements[i] = Double.longBitsToDouble(in.int64());
            }
            case Tags.STRING -> {
                for (int i = 0; i < count; i++) elements[i] = Decoder.string(in);
            }
            case Tags.MIXED -> {
                for (int i = 0; i < count; i++) elements[i] = nested(in, depth);
            }
            default -> throw new ProtocolException("unknown kind of elements " + kind);
        }
        return elements;
    }

    /** {@return the next int32, as the number of things of at least {@code 1 << shift} bytes that follow} */
    static int count(Source in, int shift) throws IOException {
        int count = in.int32();
        if (count < 0 || (long) count << shift > in.remaining()) {
            throw new ProtocolException(count + " elements where " + in.remaining() + " bytes are left");
        }
        return count;
    }

    /** {@return an array that takes about {@code bytes}, if there is room} */
    static Object allocate(Class<?> component, int count, long bytes) throws ProtocolException {
        if (count > MAX_ARRAY || !Heap.hasRoomFor(bytes)) throw tooLarge(bytes, null);
        try {
            return Array.newInstance(component, count);
        } catch (OutOfMemoryError e) {
            throw tooLarge(bytes, e);
        }
    }

    private static ProtocolException tooLarge(long bytes, @Nullable Throwable cause) {
        return new ProtocolException(
                "an array of " + bytes + " bytes; the heap has at most "
                        + Runtime.getRuntime().maxMemory()
                        + " in all. Give this JVM a larger heap (-Xmx), or send less at once",
                cause);
    }
}
