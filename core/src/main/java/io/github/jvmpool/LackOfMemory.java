package io.github.jvmpool;

/** Which kind of memory a worker ran out of, in words, and what can be done about it. */
final class LackOfMemory {
    /** What the JVM prints when it ends itself: with ExitOnOutOfMemoryError, with CrashOnOutOfMemoryError. */
    private static final String TERMINATING = "Terminating due to java.lang.OutOfMemoryError: ";

    private static final String ABORTING = "Aborting due to java.lang.OutOfMemoryError: ";

    private static final int EXITS = 3;
    private static final int ABORTS = 134;

    private LackOfMemory() {}

    /** {@return whether the JVM itself has told that it ended for lack of memory} */
    static boolean isTold(int exitCode, String nativeText) {
        return exitCode == EXITS && nativeText.contains(TERMINATING)
                || (exitCode == ABORTS || exitCode == 1) && nativeText.contains(ABORTING);
    }

    /** {@return whether this is what the JVM prints when a thread cannot be started} */
    static boolean isThreadWarning(String line) {
        return line.contains("[os,thread] Failed to start");
    }

    /**
     * {@return what to tell of it}
     *
     * @param told the error's message, or what the JVM printed
     */
    static String describe(String told) {
        String which = which(told).strip();
        return which.isEmpty() ? "ran out of memory" : "ran out of memory: " + which + advice(which);
    }

    private static String which(String told) {
        int at = Math.max(told.lastIndexOf(TERMINATING), told.lastIndexOf(ABORTING));
        if (at < 0) return told;
        int from = told.indexOf(": ", at) + 2;
        int end = told.indexOf('\n', from);
        return end < 0 ? told.substring(from) : told.substring(from, end);
    }

    private static String advice(String which) {
        if (which.contains("heap space") || which.contains("GC overhead")) return " (maxHeap gives a worker more)";
        if (which.contains("direct buffer memory"))
            return " (jvmArgs(\"-XX:MaxDirectMemorySize=…\") gives a worker more)";
        if (which.contains("Metaspace") || which.contains("class space"))
            return " (jvmArgs(\"-XX:MaxMetaspaceSize=…\") gives a worker more)";
        if (which.contains("native thread")) return " (see the limits of threads and processes, ulimit -u)";
        return "";
    }
}
