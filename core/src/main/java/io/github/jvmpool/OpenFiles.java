package io.github.jvmpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files a process may have open. */
final class OpenFiles {
    /** Nobody means to have so many open; a look at them all takes some milliseconds. */
    private static final int MOST = 10_000;

    private static final int LEAST = 64;
    private static final String LIMIT = "Max open files";

    private OpenFiles() {}

    /** {@return how many files tasks may leave open in a worker: after as many, as many again can still be opened} */
    static int fairShare() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits")))
                if (line.startsWith(LIMIT))
                    return half(line.substring(LIMIT.length()).strip().split(" +"));
        } catch (IOException | NumberFormatException notTold) {
            return MOST;
        }
        return MOST;
    }

    /** Of the second, which is the hard limit: the JVM raises the other to it. */
    private static int half(String[] limits) {
        if (limits.length < 2 || limits[1].equals("unlimited")) return MOST;
        return (int) Math.max(LEAST, Math.min(MOST, Long.parseLong(limits[1]) / 2));
    }
}
