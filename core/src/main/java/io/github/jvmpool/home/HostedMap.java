package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map in its home, in the order of insertion. Keys are compared here, by their own {@code equals}, and functions run here; values are
 * bytes unless a function wants them. All of it is code of users and runs on threads of its own, with a lock that only this map's users
 * wait for.
 */
final class HostedMap extends Hosted {
    static final int GET = 1;
    static final int PUT = 2;
    static final int PUT_IF_ABSENT = 3;
    static final int REMOVE = 4;
    static final int CONTAINS = 5;
    static final int SIZE = 6;
    static final int CLEAR = 7;
    static final int SNAPSHOT = 8;

    /** The key, whether there is a value to compare with, that value; likewise the new value. */
    static final int REPLACE = 9;

    static final int REMOVE_IF = 10;
    static final int REPLACE_IF = 11;

    /** The key, the function. Answer: whether there is a value, that value. */
    static final int COMPUTE = 12;

    static final int COMPUTE_IF_ABSENT = 13;
    static final int COMPUTE_IF_PRESENT = 14;
    static final int MERGE = 15;
    static final int REPLACE_ALL = 16;
    static final int KEYS = 17;

    /** Answer: int64 number of the change that made the entry, 0 if there is none; the value. */
    static final int READ = 18;

    /** The key, int64 number of the change, whether there shall be a value, that value: unless the entry has changed. */
    static final int SET_IF = 19;

    private final Map<Object, Entry> entries = new LinkedHashMap<>();
    private long changes;

    /** The key as it came, the value, and which change has made it so. */
    private static final class Entry {
        final byte[] key;
        final Item value;
        final long change;

        Entry(byte[] key, Item value, long change) {
            this.key = key;
            this.value = value;
            this.change = change;
        }
    }

    @Override
    boolean isSlow(Call call) {
        return true;
    }

    @Override
    synchronized void handle(Call call) throws Exception {
        switch (call.op) {
            case GET -> answer(call, entries.get(key(call)));
            case CONTAINS -> call.answer(entries.containsKey(key(call)));
            case PUT -> {
                byte[] bytes = Item.sized(call.in);
                answer(call, put(bytes, Item.read(call.in)));
            }
            case PUT_IF_ABSENT -> {
                byte[] bytes = Item.sized(call.in);
                Item value = Item.read(call.in);
                Entry there = entries.get(Values.decodeKey(bytes));
                if (there == null) put(bytes, value);
                answer(call, there);
            }
            case REMOVE -> answer(call, gone(entries.remove(key(call))));
            case SIZE -> call.answer(entries.size());
            case CLEAR -> {
                entries.values().forEach(entry -> entry.value.given());
                entries.clear();
                call.done();
            }
            case SNAPSHOT -> snapshot(call, true);
            case KEYS -> snapshot(call, false);
            case REPLACE -> {
                byte[] bytes = Item.sized(call.in);
                Item value = Item.read(call.in);
                Entry there = entries.get(Values.decodeKey(bytes));
                if (there != null) put(there.key, value);
                answer(call, there);
            }
            case REMOVE_IF -> {
                Object key = key(call);
                Object expected = Values.decode(call.in);
                boolean same = isValue(entries.get(key), expected);
                if (same) gone(entries.remove(key));
                call.answer(same);
            }
            case REPLACE_IF -> {
                byte[] bytes = Item.sized(call.in);
                Object expected = Values.decodeKey(Item.sized(call.in));
                boolean same = isValue(entries.get(Values.decodeKey(bytes)), expected);
                Item value = Item.read(call.in);
                if (same) put(bytes, value);
                call.answer(same);
            }
            case READ -> read(call);
            case SET_IF -> call.answer(setIf(call));
            case COMPUTE, COMPUTE_IF_PRESENT, COMPUTE_IF_ABSENT, MERGE -> compute(call);
            case REPLACE_ALL -> {
                replaceAll(call);
                call.done();
            }
            default -> throw new IllegalStateException("a map has no operation " + call.op);
        }
    }

    private static Object key(Call call) throws IOException, ClassNotFoundException {
        return Values.decodeKey(Item.sized(call.in));
    }

    private @Nullable Entry put(byte[] bytes, Item value) throws IOException, ClassNotFoundException {
        return gone(entries.put(Values.decodeKey(bytes), new Entry(bytes, value, ++changes)));
    }

    private static @Nullable Entry gone(@Nullable Entry entry) {
        if (entry != null) entry.value.given();
        return entry;
    }

    private static boolean isValue(@Nullable Entry entry, @Nullable Object expected)
            throws IOException, ClassNotFoundException {
        return entry != null && expected != null && expected.equals(entry.value.decode());
    }

    /** Whether there is a value, and that. */
    private static void answer(Call call, @Nullable Entry entry) {
        Encoder out = Values.encoder();
        out.int8(entry == null ? 0 : 1);
        if (entry != null) entry.value.copy(out);
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private void read(Call call) throws IOException, ClassNotFoundException {
        Entry there = entries.get(key(call));
        Encoder out = Values.encoder();
        out.int64(there == null ? 0 : there.change);
        if (there != null) there.value.copy(out);
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private boolean setIf(Call call) throws IOException, ClassNotFoundException {
        byte[] bytes = Item.sized(call.in);
        Object key = Values.decodeKey(bytes);
        Entry there = entries.get(key);
        if (call.in.int64() != (there == null ? 0 : there.change)) return false;
        if (flag(call)) put(there == null ? bytes : there.key, Item.read(call.in));
        else gone(entries.remove(key));
        return true;
    }

    private void snapshot(Call call, boolean values) {
        Encoder out = Values.encoder();
        out.int32(entries.size());
        for (Entry entry : entries.values()) {
            out.int32(entry.key.length);
            out.bytes(entry.key, 0, entry.key.length);
            if (!values) continue;
            out.int32(entry.value.length());
            entry.value.copy(out);
        }
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    // ---- functions ----

    @SuppressWarnings("unchecked")
    private void compute(Call call) throws IOException, ClassNotFoundException {
        byte[] bytes = Item.sized(call.in);
        Object key = Values.decodeKey(bytes);
        Object given = call.op == MERGE ? Values.decodeKey(Item.sized(call.in)) : null;
        Object function = Values.decode(call.in);
        if (function == null) throw new NullPointerException("function");
        Entry there = entries.get(key);
        Object before = there == null ? null : there.value.decode();
        Object after;
        switch (call.op) {
            case COMPUTE_IF_ABSENT -> {
                if (there != null) {
                    answer(call, there);
                    return;
                }
                after = ((Function<Object, @Nullable Object>) function).apply(key);
            }
            case COMPUTE_IF_PRESENT -> {
                if (before == null) {
                    answer(call, null);
                    return;
                }
                after = ((BiFunction<Object, Object, @Nullable Object>) function).apply(key, before);
            }
            case MERGE -> {
                if (given == null) throw new NullPointerException("value");
                after = before == null
                        ? given
                        : ((BiFunction<Object, Object, @Nullable Object>) function).apply(before, given);
            }
            default -> after = ((BiFunction<Object, @Nullable Object, @Nullable Object>) function).apply(key, before);
        }
        if (after == null) {
            gone(entries.remove(key));
            answer(call, null);
            return;
        }
        put(there == null ? bytes : there.key, Item.of(after));
        answer(call, entries.get(key));
    }

    @SuppressWarnings("unchecked")
    private void replaceAll(Call call) throws IOException, ClassNotFoundException {
        var function = (BiFunction<Object, @Nullable Object, Object>) Values.decode(call.in);
        if (function == null) throw new NullPointerException("function");
        Map<Object, Item> wanted = new LinkedHashMap<>();
        for (Map.Entry<Object, Entry> each : entries.entrySet()) {
            wanted.put(
                    each.getKey(),
                    Item.of(function.apply(each.getKey(), each.getValue().value.decode())));
        }
        for (Map.Entry<Object, Item> each : wanted.entrySet()) {
            entries.computeIfPresent(each.getKey(), (key, entry) -> {
                entry.value.given();
                return new Entry(entry.key, each.getValue(), ++changes);
            });
        }
    }
}
