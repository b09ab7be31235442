package io.github.jvmpool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of one call how far it has come: one update at a time, on a helper thread, the latest only when they come
 * faster than they are taken.
 *
 * <p>Counts of items and reports from inside tasks are kept apart, so that neither hides the other.
 */
final class ProgressTracker {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    private final Progress listener;
    private final Optional<String> label;
    private final Delivery delivery;
    private final long start = System.nanoTime();

    // All below guarded by this.
    private long done;
    private long failed;
    private OptionalLong total = OptionalLong.empty();
    private boolean changed;
    private Progress.@Nullable Update report;
    private @Nullable Runnable end;
    private boolean running;

    private ProgressTracker(Progress listener, Optional<String> label, Delivery delivery) {
        this.listener = listener;
        this.label = label;
        this.delivery = delivery;
    }

    static @Nullable ProgressTracker of(TaskOptions options, Delivery delivery) {
        var listener = options.progress();
        return listener.isEmpty() ? null : new ProgressTracker(listener.get(), options.label(), delivery);
    }

    /** Counts an item that has ended. */
    synchronized void itemDone(boolean ok) {
        done++;
        if (!ok) failed++;
        changed = true;
        wake();
    }

    /** Says how many items there are, once that is known. */
    synchronized void total(long items) {
        total = OptionalLong.of(items);
    }

    /** Takes a report from inside a task. */
    synchronized void reported(long unitsDone, long units, @Nullable String message) {
        var last = report;
        if (unitsDone < 0 && last != null)
            report = new Progress.Update(
                    last.done(), failed, last.total(), elapsed(), label, Optional.ofNullable(message));
        else
            report = new Progress.Update(
                    Math.max(unitsDone, 0),
                    failed,
                    units < 0 ? OptionalLong.empty() : OptionalLong.of(units),
                    elapsed(),
                    label,
                    Optional.ofNullable(message));
        wake();
    }

    /** Runs {@code then} after the last update has been delivered. */
    synchronized void finish(Runnable then) {
        end = then;
        wake();
    }

    private void wake() {
        if (running) return;
        running = true;
        delivery.helper(this::drain);
    }

    private void drain() {
        while (true) {
            Progress.Update inTask;
            Progress.Update counts = null;
            Runnable last = null;
            synchronized (this) {
                inTask = report;
                report = null;
                if (changed) counts = new Progress.Update(done, failed, total, elapsed(), label, Optional.empty());
                changed = false;
                if (inTask == null && counts == null) {
                    last = end;
                    end = null;
                    if (last == null) {
                        running = false;
                        return;
                    }
                }
            }
            if (last != null) last.run();
            if (inTask != null) tell(inTask);
            if (counts != null) tell(counts);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void tell(Progress.Update update) {
        try {
            listener.update(update);
        } catch (Throwable thrown) {
            LOG.log(System.Logger.Level.WARNING, "a progress listener failed", thrown);
        }
    }
}
