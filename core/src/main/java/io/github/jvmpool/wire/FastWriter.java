package io.github.jvmpool.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values that have tags: numbers, strings, arrays and the JDK's own collections of them, of exactly these classes.
 *
 * <p>Refuses what the tags cannot say: an array or collection that occurs twice in the value, or inside itself.
 */
final class FastWriter {
    private static final Class<?> AS_LIST = Arrays.asList().getClass();
    private static final Class<?> LIST_1 = List.of(1).getClass();
    private static final Class<?> LIST_N = List.of(1, 2, 3).getClass();
    private static final Class<?> SET_1 = Set.of(1).getClass();
    private static final Class<?> SET_N = Set.of(1, 2, 3).getClass();
    private static final Class<?> MAP_1 = Map.of(1, 1).getClass();
    private static final Class<?> MAP_N = Map.of(1, 1, 2, 2).getClass();
    private static final Class<?> SINGLETON_LIST = Collections.singletonList(1).getClass();
    private static final Class<?> SINGLETON_SET = Collections.singleton(1).getClass();
    private static final Class<?> SINGLETON_MAP = Collections.singletonMap(1, 1).getClass();

    private final Encoder out;

    /** Arrays and collections met so far in the value; beyond its length in {@link #many}. */
    private final @Nullable Object[] few = new @Nullable Object[16];

    private int fewCount;
    private @Nullable IdentityHashMap<Object, Object> many;
    private int views;
    private int referenceArrays;

    FastWriter(Encoder out) {
        this.out = out;
    }

    /** {@return whether the value was written; if not, something may have been} */
    boolean write(@Nullable Object value) {
        try {
            return write(value, 0) && (views == 0 || views + referenceArrays == 1);
        } finally {
            if (fewCount > 0) forget();
        }
    }

    private void forget() {
        Arrays.fill(few, 0, fewCount, null);
        fewCount = 0;
        many = null;
        views = 0;
        referenceArrays = 0;
    }

    private boolean write(@Nullable Object value, int depth) {
        if (value == null) {
            out.int8(Tags.NULL);
            return true;
        }
        Class<?> type = value.getClass();
        if (type == Integer.class) {
            integer((Integer) value);
        } else if (type == String.class) {
            out.int8(Tags.STRING);
            out.string((String) value);
        } else if (type == Long.class) {
            out.int8(Tags.LONG);
            out.int64((Long) value);
        } else if (type == Double.class) {
            out.int8(Tags.DOUBLE);
            out.int64(Double.doubleToRawLongBits((Double) value));
        } else if (type == Boolean.class) {
            out.int8((Boolean) value ? Tags.TRUE : Tags.FALSE);
        } else if (type.isArray()) {
            return array(value, type, depth);
        } else if (type.getClassLoader() != null) {
            return false;
        } else {
            return scalar(value, type) || collection(value, type, depth);
        }
        return true;
    }

    private void integer(int value) {
        if (value >= Tags.SMALLEST_SMALL && value <= Tags.LARGEST_SMALL) {
            out.int8(0x80 | (value - Tags.SMALLEST_SMALL));
        } else {
            out.int8(Tags.INT);
            out.int32(value);
        }
    }

    private boolean scalar(Object value, Class<?> type) {
        if (type == Byte.class) {
            out.int8(Tags.BYTE);
            out.int8((Byte) value);
        } else if (type == Short.class) {
            out.int8(Tags.SHORT);
            out.char16((Short) value);
        } else if (type == Character.class) {
            out.int8(Tags.CHAR);
            out.char16((Character) value);
        } else if (type == Float.class) {
            out.int8(Tags.FLOAT);
            out.int32(Float.floatToRawIntBits((Float) value));
        } else if (type == BigInteger.class) {
            out.int8(Tags.BIG_INTEGER);
            integer((BigInteger) value);
        } else if (type == BigDecimal.class) {
            out.int8(Tags.BIG_DECIMAL);
            out.int32(((BigDecimal) value).scale());
            integer(((BigDecimal) value).unscaledValue());
        } else {
            return false;
        }
        return true;
    }

    private void integer(BigInteger value) {
        byte[] bytes = value.toByteArray();
        out.int32(bytes.length);
        out.bytes(bytes, 0, bytes.length);
    }

    private boolean array(Object value, Class<?> type, int depth) {
        if (depth > 0 && !isNew(value)) return false;
        if (value instanceof byte[] a) return primitives(Tags.BYTES, a, a.length, 0);
        if (value instanceof int[] a) return primitives(Tags.INTS, a, a.length, 2);
        if (value instanceof long[] a) return primitives(Tags.LONGS, a, a.length, 3);
        if (value instanceof double[] a) return primitives(Tags.DOUBLES, a, a.length, 3);
        if (value instanceof float[] a) return primitives(Tags.FLOATS, a, a.length, 2);
        if (value instanceof char[] a) return primitives(Tags.CHARS, a, a.length, 1);
        if (value instanceof short[] a) return primitives(Tags.SHORTS, a, a.length, 1);
        if (value instanceof boolean[] a) return primitives(Tags.BOOLEANS, a, a.length, 0);
        int component = Tags.component(type.getComponentType());
        if (component < 0 || depth >= Tags.MAX_DEPTH || (depth == 0 && !isNew(value))) return false;
        referenceArrays++;
        out.int8(Tags.REFERENCES);
        out.int8(component);
        return run((Object[]) value, depth);
    }

    private boolean primitives(int tag, Object array, int count, int shift) {
        out.int8(tag);
        out.int32(count);
        out.primitives(array, count, shift);
        return true;
    }

    private boolean collection(Object value, Class<?> type, int depth) {
        if (type == ArrayList.class) return collection(Tags.ARRAY_LIST, (ArrayList<?>) value, depth);
        if (type == HashMap.class) return map(Tags.HASH_MAP, (HashMap<?, ?>) value, depth);
        if (type == LIST_1) return collection(Tags.LIST_OF, (List<?>) value, depth);
        if (type == LIST_N) {
            return collection(isNullHostile((List<?>) value) ? Tags.LIST_OF : Tags.STREAM_LIST, (List<?>) value, depth);
        }
        if (type == HashSet.class) return collection(Tags.HASH_SET, (HashSet<?>) value, depth);
        if (type == LinkedHashMap.class) {
            return map(Tags.LINKED_HASH_MAP, (LinkedHashMap<?, ?>) value, depth)
                    && !isAccessOrdered((LinkedHashMap<?, ?>) value);
        }
        if (type == AS_LIST) {
            views++;
            return collection(Tags.AS_LIST, (List<?>) value, depth);
        }
        if (type == SET_1 || type == SET_N) return collection(Tags.SET_OF, (Set<?>) value, depth);
        if (type == MAP_1 || type == MAP_N) return map(Tags.MAP_OF, (Map<?, ?>) value, depth);
        if (type == TreeMap.class) {
            var map = (TreeMap<?, ?>) value;
            return map.comparator() == null && map(Tags.TREE_MAP, map, depth);
        }
        if (type == TreeSet.class) {
            var set = (TreeSet<?>) value;
            return set.comparator() == null && collection(Tags.TREE_SET, set, depth);
        }
        if (type == LinkedHashSet.class) return collection(Tags.LINKED_HASH_SET, (LinkedHashSet<?>) value, depth);
        if (type == LinkedList.class) return collection(Tags.LINKED_LIST, (LinkedList<?>) value, depth);
        if (type == ArrayDeque.class) return collection(Tags.ARRAY_DEQUE, (ArrayDeque<?>) value, depth);
        return constant(value) || singleton(value, type, depth);
    }

    private boolean constant(Object value) {
        if (value == Collections.EMPTY_LIST) out.int8(Tags.EMPTY_LIST);
        else if (value == Collections.EMPTY_SET) out.int8(Tags.EMPTY_SET);
        else if (value == Collections.EMPTY_MAP) out.int8(Tags.EMPTY_MAP);
        else return false;
        return true;
    }

    private boolean singleton(Object value, Class<?> type, int depth) {
        if (type == SINGLETON_LIST) return singleton(Tags.SINGLETON_LIST, (Collection<?>) value, depth);
        if (type == SINGLETON_SET) return singleton(Tags.SINGLETON_SET, (Collection<?>) value, depth);
        if (type != SINGLETON_MAP || !enter(value, depth)) return false;
        Map.Entry<?, ?> entry = ((Map<?, ?>) value).entrySet().iterator().next();
        out.int8(Tags.SINGLETON_MAP);
        return write(entry.getKey(), depth + 1) && write(entry.getValue(), depth + 1);
    }

    private boolean singleton(int tag, Collection<?> value, int depth) {
        if (!enter(value, depth)) return false;
        out.int8(tag);
        return write(value.iterator().next(), depth + 1);
    }

    private boolean collection(int tag, Collection<?> value, int depth) {
        if (!enter(value, depth)) return false;
        out.int8(tag);
        return run(value.toArray(), depth);
    }

    private boolean map(int tag, Map<?, ?> value, int depth) {
        if (!enter(value, depth)) return false;
        @Nullable Object[] keys = value.keySet().toArray();
        @Nullable Object[] values = value.values().toArray();
        if (keys.length != values.length) throw new ConcurrentModificationException();
        out.int8(tag);
        return run(keys, depth) && run(values, depth);
    }

    private boolean run(@Nullable Object[] elements, int depth) {
        int count = elements.length;
        out.int32(count);
        if (count == 0) return true;
        int kind = kind(elements);
        out.int8(kind);
        switch (kind) {
            case Tags.INT -> {
                for (Object element : elements) out.int32(element instanceof Integer i ? i : 0);
            }
            case Tags.LONG -> {
                for (Object element : elements) out.int64(element instanceof Long l ? l : 0);
            }
            case Tags.DOUBLE -> {
                for (Object element : elements)
                    out.int64(Double.doubleToRawLongBits(element instanceof Double d ? d : 0));
            }
            case Tags.STRING -> {
                for (Object element : elements) out.string(element instanceof String s ? s : "");
            }
            default -> {
                for (Object element : elements) {
                    if (!write(element, depth + 1)) return false;
                }
            }
        }
        return true;
    }

    /** The tag that all elements have in common, or {@link Tags#MIXED}. */
    private static int kind(@Nullable Object[] elements) {
        Object first = elements[0];
        if (first == null) return Tags.MIXED;
        Class<?> type = first.getClass();
        int kind;
        if (type == Integer.class) kind = Tags.INT;
        else if (type == Long.class) kind = Tags.LONG;
        else if (type == Double.class) kind = Tags.DOUBLE;
        else if (type == String.class) kind = Tags.STRING;
        else return Tags.MIXED;
        for (Object element : elements) {
            if (element == null || element.getClass() != type) return Tags.MIXED;
        }
        return kind;
    }

    private boolean enter(Object container, int depth) {
        return depth < Tags.MAX_DEPTH && isNew(container);
    }

    /** Notes an object that has an identity; false if it has been met before. */
    private boolean isNew(Object container) {
        // Those are the same object on the other side, too.
        if (container == List.of() || container == Set.of() || container == Map.of()) return true;
        for (int i = 0; i < fewCount; i++) {
            if (few[i] == container) return false;
        }
        if (fewCount < few.length) {
            few[fewCount++] = container;
            return true;
        }
        if (many == null) many = new IdentityHashMap<>();
        return many.put(container, container) == null;
    }

    /** Tells {@code List.of} from {@code Stream.toList}, which has the same class: only the former is its own copy. */
    private static boolean isNullHostile(List<?> list) {
        try {
            return List.copyOf(list) == list;
        } catch (NullPointerException e) {
            return false;
        }
    }

    /** Asks a copy, because asking changes the order; keys have been written, so no user's code runs. */
    @SuppressWarnings("NonApiType")
    private static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        @SuppressWarnings("unchecked")
        var copy = (LinkedHashMap<Object, Object>) map.clone();
        if (copy.size() < 2) {
            copy.clear();
            copy.put("first", 1);
            copy.put("second", 2);
        }
        Object first = copy.keySet().iterator().next();
        copy.get(first);
        return copy.keySet().iterator().next() != first;
    }
}
