package io.github.jvmpool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes by item number. One thread makes room, before the item is submitted; any thread sets an outcome, each once.
 *
 * <p>It grows by segments that are never copied, so that setting needs no lock.
 */
final class Results {
    private static final int LARGEST_FIRST = 1 << 24;

    private final int first;
    private final @Nullable Object[][] segments = new @Nullable Object[32][];
    private int segmentCount;
    private long room;

    /** Makes an empty one for about {@code hint} items. */
    Results(int hint) {
        first = Math.min(Math.max(hint, 1), LARGEST_FIRST);
    }

    /** Makes room for the items below {@code count}. */
    void ensure(int count) {
        while (room < count) {
            long size = segmentCount == 0 ? first : Math.min(room, Integer.MAX_VALUE - 8);
            segments[segmentCount++] = new @Nullable Object[(int) size];
            room += size;
        }
    }

    void set(int index, @Nullable Object outcome) {
        if (index < first) {
            segments[0][index] = outcome;
            return;
        }
        // Segment k > 0 begins at first * 2^(k-1) and is as long.
        int segment = 1;
        long begin = first;
        while (index >= begin * 2) {
            begin *= 2;
            segment++;
        }
        segments[segment][(int) (index - begin)] = outcome;
    }

    /** {@return the first {@code count} outcomes, in a list the user may change} */
    List<@Nullable Object> toList(int count) {
        if (count == 0) return new ArrayList<>();
        if (count <= first) {
            var all = segments[0];
            return new ArrayList<>(Arrays.asList(all.length == count ? all : Arrays.copyOf(all, count)));
        }
        var list = new ArrayList<@Nullable Object>(count);
        for (int i = 0; i < segmentCount && list.size() < count; i++) {
            var segment = segments[i];
            list.addAll(Arrays.asList(segment).subList(0, Math.min(segment.length, count - list.size())));
        }
        return list;
    }
}
