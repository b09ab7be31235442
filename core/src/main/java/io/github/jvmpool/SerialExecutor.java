package io.github.jvmpool;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs pieces of work in order, one at a time, on the threads of another executor. */
final class SerialExecutor implements Executor {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    private final Executor threads;

    /** Guarded by itself, like {@link #running}. */
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

    private boolean running;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable piece) {
        synchronized (queue) {
            queue.add(piece);
            if (running) return;
            running = true;
        }
        try {
            threads.execute(this::drain);
        } catch (Throwable noThread) {
            synchronized (queue) {
                running = false;
                queue.remove(piece);
            }
            throw noThread;
        }
    }

    private void drain() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (Throwable thrown) {
                LOG.log(System.Logger.Level.WARNING, "code run by a pool failed", thrown);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (queue) {
            var next = queue.poll();
            if (next == null) running = false;
            return next;
        }
    }
}
