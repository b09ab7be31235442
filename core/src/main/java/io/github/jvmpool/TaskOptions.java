package io.github.jvmpool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a call is to be treated. Immutable; see {@link PoolOperations#with(TaskOptions)}.
 *
 * @param timeout how long one task may run, counted from its start (in {@code map} and {@code imap}: each item); empty for no
 *     limit of its own, so that the pool's holds
 * @param retries how often a task that failed with one of {@code retryOn} is started again
 * @param retryOn the failures that are retried; the default is {@link WorkerLostException} only
 * @param progress hears how far a call has come
 * @param label names the task in failure messages and snapshots
 */
public record TaskOptions(
        Optional<Duration> timeout,
        int retries,
        List<Class<? extends Throwable>> retryOn,
        Optional<Progress> progress,
        Optional<String> label) {
    private static final TaskOptions DEFAULTS = new TaskOptions(
            Optional.empty(), 0, List.of(WorkerLostException.class), Optional.empty(), Optional.empty());

    /** Checks the options. */
    public TaskOptions {
        timeout.ifPresent(limit -> Checks.positive("timeout", limit));
        Checks.atLeast("retries", retries, 0);
        retryOn = List.copyOf(retryOn);
    }

    /** {@return no limit, no retries, no progress, no label} */
    public static TaskOptions defaults() {
        return DEFAULTS;
    }

    /**
     * {@return these options with a time limit for each task}
     *
     * @param limit the limit, positive
     */
    public TaskOptions withTimeout(Duration limit) {
        return new TaskOptions(Optional.of(limit), retries, retryOn, progress, label);
    }

    /**
     * {@return these options with up to {@code times} more starts of a task that failed}
     *
     * @param times how often, 0 or more
     */
    public TaskOptions withRetries(int times) {
        return new TaskOptions(timeout, times, retryOn, progress, label);
    }

    /**
     * {@return these options with the failures that are retried, instead of {@link WorkerLostException} only}
     *
     * @param failures the types, subclasses included; a checked exception counts as itself
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final TaskOptions withRetryOn(Class<? extends Throwable>... failures) {
        return new TaskOptions(timeout, retries, List.of(failures), progress, label);
    }

    /**
     * {@return these options with a listener for progress}
     *
     * @param listener hears how far a call has come
     */
    public TaskOptions withProgress(Progress listener) {
        return new TaskOptions(timeout, retries, retryOn, Optional.of(listener), label);
    }

    /**
     * {@return these options with a name for the tasks}
     *
     * @param name what failure messages and snapshots call them
     */
    public TaskOptions withLabel(String name) {
        return new TaskOptions(timeout, retries, retryOn, progress, Optional.of(Objects.requireNonNull(name, "name")));
    }
}
