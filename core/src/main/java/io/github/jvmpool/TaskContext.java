package io.github.jvmpool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the running task can ask of, and tell to, the pool that runs it; set where tasks run, absent elsewhere. */
abstract class TaskContext {
    private static final TaskContext OUTSIDE = new TaskContext() {
        @Override
        Optional<WorkerInfo> worker() {
            return Optional.empty();
        }

        @Override
        void report(long done, long total, @Nullable String message) {}
    };

    /** The context of every thread of a worker JVM. Written once, before the first task. */
    private static volatile TaskContext ofThisProcess = OUTSIDE;

    /** The context of a thread that runs tasks inside the caller's JVM. */
    private static final ThreadLocal<@Nullable TaskContext> OF_THIS_THREAD = new ThreadLocal<>();

    /** What {@link WorkerLocal} keeps for the tasks of this context. */
    final WorkerLocal.Values locals = new WorkerLocal.Values();

    static TaskContext current() {
        TaskContext own = OF_THIS_THREAD.get();
        return own != null ? own : ofThisProcess;
    }

    static void setForProcess(TaskContext context) {
        ofThisProcess = context;
    }

    static void setForThread(@Nullable TaskContext context) {
        if (context == null) OF_THIS_THREAD.remove();
        else OF_THIS_THREAD.set(context);
    }

    abstract Optional<WorkerInfo> worker();

    /** Takes a report of the running task; {@code done} is negative if there is only a message. */
    abstract void report(long done, long total, @Nullable String message);
}
