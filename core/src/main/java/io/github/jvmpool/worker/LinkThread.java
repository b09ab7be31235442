package io.github.jvmpool.worker;

import io.github.jvmpool.wire.SharedFile;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the task thread at the doorbell while that is busy: delivers interrupts, notices the caller's end, and rings for
 * results that the task thread has put off.
 *
 * <p>An idle task thread waits at the doorbell itself. Once it has worked on one task for a whole tick, this thread takes its place
 * there. Between the two, and for a while after, it looks round once a tick; in a long idle time it dozes until it is woken. While
 * it is at the doorbell it rings for nobody, and may be there long after the task that sent it: so long the task thread rings for
 * itself, and the caller is asked to ring with whatever it sends next.
 */
final class LinkThread extends Thread {
    private static final long TICK = 1_000_000;
    private static final long ENDING_TICK = 20_000_000;
    private static final int TICKS_BEFORE_DOZING = 64;
    private static final long DOZE = 1_000_000_000L;

    private final SharedFile file;
    private final Doorbell doorbell;
    private final Running running;

    /** Whether it dozes, so that the task thread must {@link #wake} it when it has something to do. */
    private volatile boolean dozing;

    /** Set when the JVM is about to end by itself. */
    private volatile boolean ending;

    LinkThread(SharedFile file, Doorbell doorbell, Running running) {
        super("jvmpool-link");
        this.file = file;
        this.doorbell = doorbell;
        this.running = running;
        setDaemon(true);
    }

    /** Set before the start, and cleared by this thread when that is done. */
    private boolean ignoresCtrlC;

    /** Whether it is at the doorbell, so that the task thread must ring for the results it has put off. */
    private volatile boolean away;

    /** Lets a signal from the terminal pass by. To be called before this thread is started, which has the time for it. */
    void ignoreCtrlC() {
        ignoresCtrlC = true;
    }

    /** Ends a doze, or does this thread's work while that is away. Called by the task thread as it begins something. */
    void wake() {
        // Two orders can happen: this sees that the other is away; or that goes later, and looks for results before it
        // does.
        if (away) doorbell.ringIfAsleep();
        if (!dozing) return;
        dozing = false;
        LockSupport.unpark(this);
    }

    /**
     * Leaves the doorbell when it is rung next: a JVM whose threads wait in a read takes 300 ms longer to end. That the caller is
     * gone shows from now on when it is rung.
     */
    void leaveDoorbell() {
        ending = true;
    }

    @Override
    public void run() {
        long before = 0;
        int idle = 0;
        for (; ; ) {
            Thread.interrupted(); // a task may interrupt every thread it finds
            long seen = doorbell.rings();
            file.heartbeat(System.nanoTime());
            running.deliver();
            doorbell.ringIfAsleep();
            if (ignoresCtrlC) loadCtrlC(); // once the first round is made: nothing waits for this
            long task = running.task();
            if (ending) {
                doorbell.ring();
                LockSupport.parkNanos(ENDING_TICK);
                continue;
            }
            if (task != 0 && task == before) {
                file.toWorker().sleep();
                away = true;
                doorbell.ringIfAsleep();
                doorbell.await(seen);
                away = false;
                idle = 0;
            } else if (task == 0 && doorbell.attended() && ++idle > TICKS_BEFORE_DOZING) {
                doze();
            } else {
                if (task != 0) idle = 0;
                LockSupport.parkNanos(TICK);
            }
            before = task;
        }
    }

    private void loadCtrlC() {
        ignoresCtrlC = false;
        try {
            Class.forName("io.github.jvmpool.worker.CtrlC");
        } catch (ClassNotFoundException | LinkageError notHere) {
            // An image without jdk.unsupported, or -Xrs: the JVM does with the signal what it always does.
            return;
        }
    }

    private void doze() {
        dozing = true;
        // The task thread may have begun a task before it could see that this thread dozes.
        if (running.task() == 0) LockSupport.parkNanos(DOZE);
        dozing = false;
    }
}
