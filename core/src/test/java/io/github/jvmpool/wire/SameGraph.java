package io.github.jvmpool.wire;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares two object graphs: classes, values, order, and which references lead to the same object. */
final class SameGraph {
    private final IdentityHashMap<Object, Object> there = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Object> back = new IdentityHashMap<>();

    static void assertSame(@Nullable Object actual, @Nullable Object expected) {
        new SameGraph().compare(actual, expected, "value");
    }

    private void compare(@Nullable Object actual, @Nullable Object expected, String path) {
        if (actual == null || expected == null) {
            if (actual != expected) throw new AssertionError(path + ": " + actual + " instead of " + expected);
            return;
        }
        if (actual.getClass() != expected.getClass()) {
            throw new AssertionError(path + ": " + actual.getClass() + " instead of " + expected.getClass());
        }
        boolean isUnordered = actual.getClass().getName().startsWith("java.util.ImmutableCollections") && !(actual instanceof List);
        if (isUnordered) {
            if (!actual.equals(expected)) throw new AssertionError(path + ": " + actual + " instead of " + expected);
        } else if (actual.getClass().isArray() || actual instanceof Collection || actual instanceof Map || actual instanceof Holder) {
            Object known = there.put(actual, expected);
            Object knownBack = back.put(expected, actual);
            if ((known != null || knownBack != null) && (known != expected || knownBack != actual)) {
                throw new AssertionError(path + ": other references lead to this object");
            }
            if (known != null) return;
            var ours = parts(actual);
            var theirs = parts(expected);
            if (ours.size() != theirs.size()) throw new AssertionError(path + ": size " + ours.size() + " instead of " + theirs.size());
            for (int i = 0; i < ours.size(); i++) compare(ours.get(i), theirs.get(i), path + "." + i);
        } else if (!actual.equals(expected)) {
            throw new AssertionError(path + ": " + actual + " instead of " + expected);
        }
    }

    private static List<@Nullable Object> parts(Object container) {
        if (container instanceof Collection<?> collection) return new ArrayList<>(collection);
        var parts = new ArrayList<@Nullable Object>();
        if (container instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                parts.add(entry.getKey());
                parts.add(entry.getValue());
            }
        } else if (container instanceof Holder holder) {
            parts.add(holder.content);
        } else {
            for (int i = 0; i < Array.getLength(container); i++) parts.add(Array.get(container, i));
        }
        return parts;
    }

    /** A user's object with one reference. */
    static final class Holder implements java.io.Serializable {
        @Nullable
        Object content;

        Holder(@Nullable Object content) {
            this.content = content;
        }
    }
}
