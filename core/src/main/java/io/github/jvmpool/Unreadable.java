package io.github.jvmpool;

import java.io.InvalidClassException;

/** Says why something that a worker has sent cannot be read. */
final class Unreadable {
    private static final int MOST_CAUSES = 16;

    private Unreadable() {}

    /** {@return the failure in words, and the way out if a filter is behind it} */
    static String text(Throwable failure) {
        return isRefused(failure)
                ? failure + " (the limits of the pool's default filter, or its own filter, refuse it:"
                        + " Pool.builder().deserializationFilter(…) sets what is accepted)"
                : failure.toString();
    }

    private static boolean isRefused(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MOST_CAUSES; i++, each = each.getCause()) {
            String message = each.getMessage();
            if (each instanceof InvalidClassException && message != null && message.contains("REJECTED")) return true;
        }
        return false;
    }
}
