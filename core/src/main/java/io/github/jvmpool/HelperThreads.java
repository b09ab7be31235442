package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads for user code that may block. A piece waits only while the threads there are make progress: when none of them has
 * taken a piece for a few milliseconds, one more is started. So a million short pieces need few threads, and a blocked one holds up
 * nobody. Idle threads end after a while.
 */
final class HelperThreads implements Executor {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE = TimeUnit.SECONDS.toNanos(5);
    private static final int PROMPT = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final String name;

    // All below guarded by queue.
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private int threads;
    private int idle;
    private long taken;
    private int named;

    /** Whether a thread watches over the progress of the others. */
    private boolean watched;

    HelperThreads(String name) {
        this.name = name;
    }

    @Override
    public void execute(Runnable piece) {
        synchronized (queue) {
            queue.add(piece);
            if (idle >= queue.size()) queue.notify();
            else if (threads < PROMPT) start();
            else {
                if (idle > 0) queue.notify();
                watchOver();
            }
        }
    }

    /** Starts a thread; without any, the last piece is refused, with some it waits for them. */
    private void start() {
        try {
            startThread(this::work);
            threads++;
        } catch (OutOfMemoryError noThread) {
            if (threads > 0) return;
            queue.pollLast();
            throw noThread;
        }
    }

    private void watchOver() {
        if (watched) return;
        try {
            startThread(this::watch);
            watched = true;
        } catch (OutOfMemoryError noThread) {
            LOG.log(System.Logger.Level.WARNING, "no thread to be had for code run by a pool", noThread);
        }
    }

    private void startThread(Runnable body) {
        Daemons.thread(name + " helper-" + ++named, body).start();
    }

    /** Adds a thread whenever a piece waits and none was taken meanwhile; ends when nothing waits. */
    private void watch() {
        while (true) {
            long before;
            synchronized (queue) {
                before = taken;
            }
            LockSupport.parkNanos(PATIENCE);
            synchronized (queue) {
                if (queue.isEmpty()) {
                    watched = false;
                    return;
                }
                if (taken == before && idle == 0) start();
            }
        }
    }

    private void work() {
        for (Runnable piece = next(); piece != null; piece = next()) {
            try {
                piece.run();
            } catch (Throwable thrown) {
                LOG.log(System.Logger.Level.WARNING, "code run by a pool failed", thrown);
            }
            Thread.interrupted(); // an interrupt was meant for the piece
        }
    }

    private @Nullable Runnable next() {
        synchronized (queue) {
            long deadline = System.nanoTime() + IDLE;
            while (queue.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    threads--;
                    return null;
                }
                idle++;
                pause(left);
                idle--;
            }
            taken++;
            return queue.poll();
        }
    }

    private void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(queue, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            // Nobody may interrupt these threads between two pieces; there is nothing to stop.
        }
    }
}
