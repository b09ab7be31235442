package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Brings what one worker prints to the pool's output, in order with its results, on threads that may block. */
final class Outputs {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    /** How much a worker may have printed that is not out yet, before nothing more is taken from it. */
    private static final int MOST_QUEUED = 4096;

    private static final int TAIL = 2048;

    /** How often it is looked at whether the owner was terminated, while prints are held up. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

    private final WorkerOutput output;
    private final LinkOwner owner;
    private final Link link;
    private final SerialExecutor queue;

    /** What was handed to the queue and has not run yet. */
    private final AtomicInteger queued = new AtomicInteger();

    /** Guarded by itself. */
    private final StringBuilder errors = new StringBuilder();

    Outputs(WorkerOutput output, LinkOwner owner, Link link, Executor threads) {
        this.output = output;
        this.owner = owner;
        this.link = link;
        this.queue = new SerialExecutor(threads);
    }

    /** {@return whether nothing waits: what is done now is done after all that was printed before} */
    boolean idle() {
        return queued.get() == 0;
    }

    /** Runs something after all that was printed before. */
    void execute(Runnable action) {
        queued.incrementAndGet();
        queue.execute(() -> {
            try {
                action.run();
            } finally {
                if (queued.decrementAndGet() == MOST_QUEUED / 2) wakeReader();
            }
        });
    }

    /** Prints what a task printed, and keeps the end of what it printed as an error. Like {@link #print}. */
    void printed(String text, boolean error, boolean complete) {
        if (error) {
            synchronized (errors) {
                errors.append(text);
                if (errors.length() > 2 * TAIL) errors.delete(0, errors.length() - TAIL);
            }
        }
        print(text, error, complete);
    }

    /** {@return the end of what tasks printed to {@code System.err}} */
    String errorTail() {
        synchronized (errors) {
            int from = Math.max(0, errors.length() - TAIL);
            return errors.substring(from);
        }
    }

    /**
     * Runs the last action for this worker, once: after all that was printed before, or soon after the owner was terminated, whatever
     * holds the prints up.
     */
    void executeLast(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        Runnable once = () -> {
            if (done.compareAndSet(false, true)) action.run();
        };
        execute(once);
        watch(done, once);
    }

    private void watch(AtomicBoolean done, Runnable once) {
        if (done.get()) return;
        if (owner.isTerminating()) owner.helpers().execute(once);
        else Daemons.after(LOOK, () -> watch(done, once));
    }

    /** Prints lines; waits while too much is queued, which slows down this worker and no other. */
    void print(String text, boolean error, boolean complete) {
        if (awaitRoom()) execute(() -> printNow(text, error, complete));
    }

    /** Returns false if there will be none, because the owner was terminated. */
    private synchronized boolean awaitRoom() {
        boolean interrupted = false;
        while (queued.get() > MOST_QUEUED && !owner.isTerminating()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, LOOK);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return queued.get() <= MOST_QUEUED;
    }

    private synchronized void wakeReader() {
        notifyAll();
    }

    private void printNow(String text, boolean error, boolean complete) {
        WorkerInfo worker = owner.info(link);
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            boolean whole = end >= 0;
            if (!whole) end = text.length();
            int cut = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            try {
                output.print(worker, text.substring(from, cut), error, whole || complete);
            } catch (Throwable thrown) {
                LOG.log(System.Logger.Level.WARNING, "the output of a pool failed", thrown);
            }
            from = end + 1;
        }
    }
}
