package io.github.jvmpool;

/**
 * The worker JVM ended while it ran this task. Only this call failed: results that were finished are kept, tasks that had not
 * started run elsewhere, the worker is replaced.
 *
 * <p>The message names worker, pid, exit code, signal, task, how long it ran, the last lines of the worker's stderr and the head
 * of the JVM's crash report where there is one.
 */
public final class WorkerLostException extends PoolException {
    private static final long serialVersionUID = 1;

    /** Why a worker was lost. */
    public enum Reason {
        /** It called {@code System.exit} or {@code Runtime.halt}. */
        EXITED,
        /** It crashed: a signal such as SIGSEGV raised in native code, or an abort of the JVM. */
        CRASHED,
        /** Something outside killed it (SIGKILL, SIGTERM); possibly the kernel, out of memory. */
        KILLED,
        /** A task exhausted its heap, its direct or class memory, or could not start a thread. */
        OUT_OF_MEMORY,
        /** It used more resident memory than {@code maxResidentMemory} allows. */
        MEMORY_LIMIT,
        /** It gave no sign of life, or broke the protocol, and was killed. */
        UNRESPONSIVE
    }

    private final long pid;
    private final int exitCode;
    private final Reason reason;

    WorkerLostException(String message, long pid, int exitCode, Reason reason) {
        super(message, null);
        this.pid = pid;
        this.exitCode = exitCode;
        this.reason = reason;
    }

    /** {@return the process id of the worker that was lost} */
    public long pid() {
        return pid;
    }

    /** {@return the exit code as {@link Process#exitValue()} gives it: 128 + n for signal n on Unix} */
    public int exitCode() {
        return exitCode;
    }

    /** {@return why the worker was lost} */
    public Reason reason() {
        return reason;
    }
}
