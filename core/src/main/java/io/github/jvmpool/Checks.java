package io.github.jvmpool;

import java.time.Duration;

/** Checks of options; each message names the option, its value and the range allowed. */
final class Checks {
    private Checks() {}

    static int atLeast(String option, int value, int least) {
        if (value < least) throw new IllegalArgumentException(option + " must be at least " + least + ", was " + value);
        return value;
    }

    static long atLeast(String option, long value, long least) {
        if (value < least) throw new IllegalArgumentException(option + " must be at least " + least + ", was " + value);
        return value;
    }

    static Duration positive(String option, Duration value) {
        if (value.isNegative() || value.isZero())
            throw new IllegalArgumentException(option + " must be longer than zero, was " + value);
        return value;
    }

    static Duration notNegative(String option, Duration value) {
        if (value.isNegative()) throw new IllegalArgumentException(option + " must not be negative, was " + value);
        return value;
    }

    /** {@return the duration in nanoseconds, or {@code Long.MAX_VALUE} if it is too long to count} */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** {@return the duration as messages show it: {@code 1.5 s}} */
    static String text(Duration duration) {
        return new java.math.BigDecimal(nanos(duration))
                        .movePointLeft(9)
                        .stripTrailingZeros()
                        .toPlainString() + " s";
    }
}
