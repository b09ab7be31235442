package io.github.jvmpool.worker;

import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether tasks have left so many files open or threads running that the next ones would suffer from it. Task thread only.
 *
 * <p>A look takes some ten microseconds, and a thousand open files make it longer. So there is one every 20 ms, and looks take a
 * hundredth of the time. That would be too late for tasks that leak one after the other: a look is also due when as many tasks have
 * ended as could have used up what is still allowed, and, for threads, have had the time to. So a leak of one file by each task never
 * passes the limit.
 */
final class LeakWatch {
    private static final long PERIOD = 20_000_000;
    private static final long LEAST_PERIOD = 1_000_000;

    /** Starting a thread takes longer than this. */
    private static final long THREAD_NANOS = 10_000;

    /** A look that seems to have taken longer has waited for a processor. */
    private static final long LONGEST_LOOK = 5_000_000;

    private final File descriptors = new File("/proc/self/fd");
    private final ThreadGroup threads;

    private int maxFiles = Integer.MAX_VALUE;
    private int maxThreads = Integer.MAX_VALUE;
    private int filesAtStart;
    private int threadsAtStart;

    /** When the next look is due, and when it is if a task fails. */
    private long due = Long.MAX_VALUE;

    private long dueIfSuspected = Long.MAX_VALUE;

    /** How many tasks may end before it is to be thought about whether a look is due, and how many could when that was last done. */
    private int tasksLeft = Integer.MAX_VALUE;

    private int step = Integer.MAX_VALUE;

    /** How many tasks may end before a look is due, if each leaves a file open; and when one is, if each leaves a thread. */
    private int filesLeft = Integer.MAX_VALUE;

    private long threadsDue = Long.MAX_VALUE;

    LeakWatch() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = group.getParent(); parent != null; parent = parent.getParent()) group = parent;
        threads = group;
    }

    /** Looks from now on. What there is now does not count: the initializer may have needed it. */
    void begin(int mostFiles, int mostThreads) {
        long now = System.nanoTime();
        filesAtStart = files();
        threadsAtStart = threads.activeCount();
        if (filesAtStart > 0) maxFiles = mostFiles;
        maxThreads = mostThreads;
        plan(now, 0, 0);
    }

    /** Looks no more. */
    void end() {
        due = Long.MAX_VALUE;
        dueIfSuspected = Long.MAX_VALUE;
        tasksLeft = Integer.MAX_VALUE;
    }

    /** A task has ended; returns whether that may be one too many, so that a look is due. */
    boolean taskEnded() {
        return --tasksLeft <= 0 && isDueAfterTasks();
    }

    private boolean isDueAfterTasks() {
        filesLeft -= step;
        if (filesLeft <= 0 || System.nanoTime() >= threadsDue) return true;
        step = Math.min(step, filesLeft);
        tasksLeft = step;
        return false;
    }

    /** The last task has failed, perhaps for what those before it have left. */
    void suspect() {
        due = dueIfSuspected;
    }

    /** {@return whether it is time to look} */
    boolean isDue(long now) {
        return now >= due;
    }

    /** {@return what there is too much of, as what follows the worker's name, or null} */
    @Nullable
    String look() {
        long begun = System.nanoTime();
        int files = files() - filesAtStart;
        int running = threads.activeCount() - threadsAtStart;
        if (files > maxFiles)
            return "has " + (files + filesAtStart) + " files open, " + filesAtStart + " at its start (maxOpenFiles "
                    + maxFiles + ")";
        if (running > maxThreads)
            return "has " + (running + threadsAtStart) + " threads, " + threadsAtStart + " at its start (maxThreads "
                    + maxThreads + ")";
        plan(begun, files, running);
        return null;
    }

    private void plan(long begun, int files, int running) {
        long now = System.nanoTime();
        due = now + Math.max(PERIOD, 100 * Math.min(now - begun, LONGEST_LOOK));
        dueIfSuspected = now + LEAST_PERIOD;
        filesLeft = Math.max(1, maxFiles - Math.max(0, files));
        int threadsLeft = Math.max(1, maxThreads - Math.max(0, running));
        threadsDue = now + threadsLeft * THREAD_NANOS;
        step = Math.min(filesLeft, threadsLeft);
        tasksLeft = step;
    }

    /** How many descriptors are open, or 0 where the system does not tell. */
    private int files() {
        String[] names = descriptors.list();
        return names == null ? 0 : names.length;
    }
}
