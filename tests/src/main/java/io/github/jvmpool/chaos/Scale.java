package io.github.jvmpool.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How large a scenario is to be. Each scenario has two figures of its own for everything, a brief and a full one, which a value
 * that was given replaces.
 *
 * @param full whether the full figures hold
 * @param tasks how many tasks, attacks or kills
 * @param every the time between two faults
 * @param processes how many workers
 * @param retries how often a lost task is started again
 * @param threads how many threads call the pool
 */
public record Scale(
        boolean full,
        OptionalInt tasks,
        Optional<Duration> every,
        OptionalInt processes,
        OptionalInt retries,
        OptionalInt threads) {
    /** {@return the brief figures, for every build} */
    public static Scale brief() {
        return of(false);
    }

    /** {@return the figures of RELIABILITY.md, for nightly runs} */
    public static Scale complete() {
        return of(true);
    }

    private static Scale of(boolean full) {
        return new Scale(
                full,
                OptionalInt.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** {@return this scale with retries} */
    public Scale withRetries(int times) {
        return new Scale(full, tasks, every, processes, OptionalInt.of(times), threads);
    }

    /** {@return this scale with so many tasks} */
    public Scale withTasks(int count) {
        return new Scale(full, OptionalInt.of(count), every, processes, retries, threads);
    }

    /** {@return this scale with faults so far apart} */
    public Scale withEvery(Duration pause) {
        return new Scale(full, tasks, Optional.of(pause), processes, retries, threads);
    }

    int tasks(int brief, int complete) {
        return tasks.orElse(full ? complete : brief);
    }

    Duration every(Duration brief, Duration complete) {
        return every.orElse(full ? complete : brief);
    }

    int processes(int usual) {
        return processes.orElse(usual);
    }

    int retries(int usual) {
        return retries.orElse(usual);
    }

    int threads(int brief, int complete) {
        return threads.orElse(full ? complete : brief);
    }
}
