package io.github.jvmpool.cli;

import io.github.jvmpool.TaskTimeoutException;
import io.github.jvmpool.VoidTask;
import io.github.jvmpool.WorkerLostException;
import io.github.jvmpool.WorkerLostException.Reason;
import java.util.List;
import java.util.function.Predicate;

/**
 * A task that would end this JVM, or hang it, and the failure that its caller is promised instead.
 *
 * @param what the task in words
 * @param task the task
 * @param isAsTold whether a failure is the promised one
 */
record Trouble(String what, VoidTask task, Predicate<Throwable> isAsTold) {
    static List<Trouble> all() {
        return List.of(
                new Trouble("reads memory at address 0", Trouble::readAddressZero, lost(Reason.CRASHED)),
                new Trouble("calls System.exit(3)", () -> System.exit(3), lost(Reason.EXITED)),
                new Trouble(
                        "never ends, deaf to interrupts; the limit is one second",
                        Trouble::neverEnd,
                        error -> error instanceof TaskTimeoutException),
                new Trouble("takes memory until there is none", Trouble::exhaustHeap, lost(Reason.OUT_OF_MEMORY)));
    }

    private static Predicate<Throwable> lost(Reason reason) {
        return error -> error instanceof WorkerLostException lost && lost.reason() == reason;
    }

    /** Through reflection, because javac's warning about this class cannot be switched off. */
    private static void readAddressZero() throws ReflectiveOperationException {
        var type = Class.forName("sun.misc.Unsafe");
        var field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("getByte", long.class).invoke(field.get(null), 0L);
    }

    private static void neverEnd() {
        while (true) Thread.onSpinWait();
    }

    private static void exhaustHeap() {
        Object hoard = "";
        while (true) hoard = new Object[] {hoard, new byte[1 << 20]};
    }
}
