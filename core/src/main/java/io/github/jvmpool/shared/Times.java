package io.github.jvmpool.shared;

import java.time.Duration;

/** Durations as numbers. */
final class Times {
    private Times() {}

    /** {@return the nanoseconds of a duration; what is too long for a number is as long as a number can be} */
    static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException tooLong) {
            return time.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
