package io.github.jvmpool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A work that counts how often each of its items is reported. */
final class SimWork implements Work {
    private final TaskOptions options;
    private final @Nullable Duration limit;
    private final int[] reports;
    final Object[] outcomes;
    boolean abandoned;

    SimWork(int items, TaskOptions options, @Nullable Duration limit) {
        this.options = options;
        this.limit = limit;
        this.reports = new int[items];
        this.outcomes = new Object[items];
    }

    @Override
    public TaskOptions options() {
        return options;
    }

    @Override
    public @Nullable Duration timeout() {
        return limit;
    }

    @Override
    public void done(int index, @Nullable Object value) {
        report(index, value);
    }

    @Override
    public void failed(int index, Throwable failure) {
        report(index, failure);
    }

    private void report(int index, Object outcome) {
        if (++reports[index] > 1)
            throw new AssertionError("item " + index + " reported twice: " + outcomes[index] + ", then " + outcome);
        outcomes[index] = outcome;
    }

    @Override
    public boolean abandoned() {
        return abandoned;
    }

    boolean complete() {
        for (int count : reports) if (count == 0) return false;
        return true;
    }
}
