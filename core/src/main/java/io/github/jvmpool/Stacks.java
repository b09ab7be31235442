package io.github.jvmpool;

import java.util.Arrays;
import java.util.Set;

/** Joins stack traces: the worker's frames, one marker frame naming worker and pid, the frames of the thread that got the failure. */
final class Stacks {
    private static final String MARKER = "jvmpool";

    /** The classes between the user's line and the place where a failure is handed over. */
    private static final Set<String> INTERNALS = Set.of(
            "AsyncResult",
            "BackendPool",
            "CallResult",
            "ExecutorTask",
            "Failures",
            "ImapIterator",
            "ImapWork",
            "MapResult",
            "Operations",
            "PoolOperations",
            "Stacks",
            "WorkResult");

    private static final String PACKAGE = Stacks.class.getPackageName() + '.';

    private static final String CALL = CallKind.class.getName();

    private Stacks() {}

    /** {@return the frame that separates the frames of a worker from those of the caller} */
    static StackTraceElement marker(WorkerInfo worker) {
        return new StackTraceElement(MARKER, "worker", worker.poolName() + ' ' + worker.name() + ", pid " + worker.pid(), -1);
    }

    static boolean isMarker(StackTraceElement frame) {
        return frame.getClassName().equals(MARKER) && frame.getMethodName().equals("worker");
    }

    /** Gives a failure that the pool itself made the marker as its only frame: it has no place in the user's code. */
    static <T extends Throwable> T at(T failure, StackTraceElement marker) {
        failure.setStackTrace(new StackTraceElement[] {marker});
        return failure;
    }

    /** Cuts off the frames below the task, which are the pool's own, and puts the marker there; for a task run in this JVM. */
    static void cutBelowTask(Throwable failure, StackTraceElement marker) {
        synchronized (failure) {
            var trace = failure.getStackTrace();
            int end = 0;
            while (end < trace.length && !isMarker(trace[end]) && !trace[end].getClassName().equals(CALL)) end++;
            if (end == trace.length || isMarker(trace[end])) return;
            var cut = Arrays.copyOf(trace, end + 1);
            cut[end] = marker;
            failure.setStackTrace(cut);
        }
    }

    /** Gives a wrapper made on a thread of the pool the marker of what it wraps, if that has one. */
    static void likeCause(Throwable wrapper, Throwable cause) {
        var trace = cause.getStackTrace();
        int from = 0;
        while (from < trace.length && !isMarker(trace[from])) from++;
        wrapper.setStackTrace(Arrays.copyOfRange(trace, from, trace.length));
    }

    /** Appends the frames of this thread behind the marker frame of a failure and of what it wraps, once. */
    static void appendCaller(Throwable failure) {
        append(failure);
        if (failure instanceof TaskException && failure.getCause() != null) append(failure.getCause());
    }

    private static void append(Throwable failure) {
        synchronized (failure) {
            var trace = failure.getStackTrace();
            if (trace.length == 0 || !isMarker(trace[trace.length - 1])) return;
            var here = new Throwable().getStackTrace();
            int skip = 0;
            while (skip < here.length && internal(here[skip].getClassName())) skip++;
            var joined = Arrays.copyOf(trace, trace.length + here.length - skip);
            System.arraycopy(here, skip, joined, trace.length, here.length - skip);
            failure.setStackTrace(joined);
        }
    }

    private static boolean internal(String className) {
        if (!className.startsWith(PACKAGE)) return false;
        int inner = className.indexOf('$');
        return INTERNALS.contains(className.substring(PACKAGE.length(), inner < 0 ? className.length() : inner));
    }
}
