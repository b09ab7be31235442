package io.github.jvmpool.chaos;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a trial has counted, and the promises that were broken. Thread-safe. */
public final class Ledger {
    private static final int MOST_BROKEN = 40;

    // Both guarded by this.
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Set<String> broken = new LinkedHashSet<>();

    /** Adds to a count. */
    public synchronized void add(String name, long count) {
        figures.merge(name, count, (before, more) -> (Long) before + (Long) more);
    }

    /** Sets a figure. */
    public synchronized void set(String name, Object value) {
        figures.put(name, value instanceof Integer number ? Long.valueOf(number) : value);
    }

    /** {@return a count, 0 if nothing was counted} */
    public synchronized long count(String name) {
        return figures.get(name) instanceof Long count ? count : 0;
    }

    /** Notes a promise as broken unless it was kept. */
    public void promise(boolean kept, String promise, Object... seen) {
        if (!kept) broken(seen.length == 0 ? promise : promise + "; seen: " + List.of(seen));
    }

    /** Notes a broken promise. */
    public synchronized void broken(String what) {
        if (broken.size() < MOST_BROKEN) broken.add(what);
        else broken.add("and more");
    }

    /** {@return the broken promises} */
    public synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /** {@return the ledger as lines of text} */
    public synchronized String table() {
        var text = new StringBuilder();
        for (var figure : figures.entrySet()) {
            text.append("  ").append(figure.getKey());
            text.append(" ".repeat(Math.max(1, 42 - figure.getKey().length())));
            text.append(
                    figure.getValue() instanceof Long count
                            ? String.format(java.util.Locale.ROOT, "%,d", count)
                            : figure.getValue());
            text.append('\n');
        }
        for (var promise : broken) text.append("  BROKEN: ").append(promise).append('\n');
        return text.toString();
    }

    /** {@return the ledger as data: the figures, numbers as such, and the broken promises} */
    public synchronized Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        figures.forEach((name, value) -> data.put(name, value instanceof Number ? value : value.toString()));
        data.put("broken", List.copyOf(broken));
        return data;
    }
}
