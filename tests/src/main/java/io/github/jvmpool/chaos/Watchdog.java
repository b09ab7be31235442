package io.github.jvmpool.chaos;

import java.util.Arrays;

/** Tells where all threads are, when something has hung for too long. */
final class Watchdog {
    private static final int FRAMES = 14;

    private Watchdog() {}

    /** {@return the stacks of all threads of this JVM but its own} */
    static String dump() {
        var text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState());
            Arrays.stream(frames)
                    .limit(FRAMES)
                    .forEach(frame -> text.append("\n    at ").append(frame));
        });
        return text.toString();
    }
}
