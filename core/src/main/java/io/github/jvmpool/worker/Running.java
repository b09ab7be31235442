package io.github.jvmpool.worker;

import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.SlotWord;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which task runs, and its interrupts: one that is asked for reaches this task or none.
 *
 * <p>The state is 0 (none), the task's {@linkplain SlotWord#running name}, or {@link #INTERRUPTING} while another thread delivers an
 * interrupt to it. The task thread moves it to the name and back to 0, the link thread from the name to INTERRUPTING and back.
 */
final class Running {
    private static final long INTERRUPTING = -1;

    private final AtomicLong state = new AtomicLong();
    private final SharedFile file;
    private final Thread taskThread;

    /** The request that was carried out for the task that runs, or 0. Touched while the state is INTERRUPTING, or at a task's end. */
    private long delivered;

    Running(SharedFile file, Thread taskThread) {
        this.file = file;
        this.taskThread = taskThread;
    }

    /** Begins a task that has been claimed. Task thread only. */
    void begin(long task) {
        Thread.interrupted(); // was meant for nobody
        state.set(task);
        // Either this thread sees a request that came before the task began, or the link thread, which looks at the
        // request first and at the state then, sees the task.
        long request = file.interruptRequest();
        if (request == task) deliver();
        // One for a task that has ended. Names come round again: it must not wait for the next task of that name.
        else if (request != 0) file.dropInterruptRequest(request);
    }

    /** Ends the task; its interrupts, delivered or not, are over. Task thread only. */
    void end(long task) {
        while (!state.compareAndSet(task, 0)) Thread.onSpinWait(); // an interrupt is being delivered
        delivered = 0;
        Thread.interrupted();
    }

    /** Interrupts the task whose interrupt was asked for, if it runs. Link thread, or the task thread as it begins a task. */
    void deliver() {
        long task = file.interruptRequest();
        if (task == 0 || !state.compareAndSet(task, INTERRUPTING)) return;
        if (delivered != task) taskThread.interrupt();
        delivered = task;
        state.set(task);
    }

    /** {@return whether an interrupt was asked for the task that runs} Task thread only. */
    boolean isUnwanted(long task) {
        while (state.get() == INTERRUPTING) Thread.onSpinWait();
        return delivered == task || file.interruptRequest() == task;
    }

    /** {@return the task that runs, or 0} */
    long task() {
        return state.get();
    }
}
