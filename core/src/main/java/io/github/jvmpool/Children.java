package io.github.jvmpool;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The processes that this JVM has started and that have not ended; sees to them when this JVM ends. Thread-safe. */
final class Children {
    /** How long, at the end of this JVM, processes that were asked to end may take before they are left to end with it. */
    private static final long GRACE = TimeUnit.SECONDS.toNanos(2);

    /** The threads on which a JVM runs its shutdown hooks' caller when a signal ends it. */
    private static final Set<String> SIGNALS = Set.of("SIGTERM handler", "SIGINT handler", "SIGHUP handler");

    /** Guarded by itself, in the order in which they were started. */
    private static final LinkedHashSet<ChildProcess> STARTED = new LinkedHashSet<>();

    /** Guarded by {@link #STARTED}. */
    private static boolean hooked;

    private Children() {}

    /**
     * Takes in a process that is about to be started.
     *
     * @throws IllegalStateException if this JVM is ending
     */
    static void add(ChildProcess child) {
        synchronized (STARTED) {
            if (!hooked) Runtime.getRuntime().addShutdownHook(new Thread(Children::thisJvmEnds, "jvmpool-children"));
            hooked = true;
            STARTED.add(child);
        }
    }

    static void remove(ChildProcess child) {
        synchronized (STARTED) {
            STARTED.remove(child);
        }
    }

    /** {@return those that have not ended} */
    static List<ChildProcess> started() {
        synchronized (STARTED) {
            return new ArrayList<>(STARTED);
        }
    }

    /** Waits for the children that are no daemons, and ends the others. If a signal ends this JVM, it ends all of them. */
    private static void thisJvmEnds() {
        boolean signalled = endedBySignal();
        List<ChildProcess> toEnd = new ArrayList<>();
        List<ChildProcess> toAwait = new ArrayList<>();
        for (ChildProcess child : started()) (child.isDaemon() || signalled ? toEnd : toAwait).add(child);
        for (ChildProcess child : toEnd) child.terminateIfAlive();
        for (ChildProcess child : toAwait) child.awaitEnd(Long.MAX_VALUE);
        long begun = System.nanoTime();
        for (ChildProcess child : toEnd) child.awaitEnd(GRACE - (System.nanoTime() - begun));
    }

    /** {@return whether this JVM ends because of a signal, as its threads show, and not because of its program} */
    private static boolean endedBySignal() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup up = root.getParent(); up != null; up = up.getParent()) root = up;
        Thread[] threads = new Thread[root.activeCount() + 16];
        int count = root.enumerate(threads);
        for (int i = 0; i < count; i++) if (SIGNALS.contains(threads[i].getName())) return true;
        return false;
    }
}
