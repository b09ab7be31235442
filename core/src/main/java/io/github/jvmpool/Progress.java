package io.github.jvmpool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Hears how far a call has come: after items of a {@code map} or {@code imap} are done, and when a task itself reports.
 *
 * <p>Updates of one call arrive one at a time on a thread of the pool; when they come faster than they are taken, only the latest
 * is delivered. The last update of a {@code map} is always delivered before its result. What a listener throws is logged.
 */
@FunctionalInterface
public interface Progress {
    /**
     * Takes the latest state of the call.
     *
     * @param update the state
     */
    void update(Update update);

    /**
     * Reports, from inside a task, how far it has come. Outside a worker it does nothing.
     *
     * @param done the units done so far
     * @param total all units, or a negative number if not known
     */
    static void report(long done, long total) {
        TaskContext.current().report(done, total, null);
    }

    /**
     * Reports, from inside a task, what it is doing. Outside a worker it does nothing.
     *
     * @param message one short line
     */
    static void message(String message) {
        TaskContext.current().report(-1, -1, message);
    }

    /**
     * How far a call has come.
     *
     * @param done items done, failed ones included; for a report from inside a task, its own count
     * @param failed items that failed
     * @param total all items, or empty while the input is still being read
     * @param elapsed time since the call was made
     * @param label the label of {@link TaskOptions}
     * @param message what a task reported, if this update comes from inside a task
     */
    record Update(
            long done,
            long failed,
            OptionalLong total,
            Duration elapsed,
            Optional<String> label,
            Optional<String> message) {
        /** {@return items per second since the call was made} */
        public double rate() {
            double seconds = elapsed.toNanos() / 1e9;
            return seconds <= 0 ? 0 : done / seconds;
        }

        /** {@return the time the rest will take at the present rate, or empty while it cannot be told} */
        public Optional<Duration> remaining() {
            if (total.isEmpty() || done == 0) return Optional.empty();
            return Optional.of(
                    Duration.ofNanos((long) (elapsed.toNanos() * (total.getAsLong() - done) / (double) done)));
        }
    }
}
