package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;

/** The library's own threads that belong to no single worker, see {@link Daemons}. */
final class Threads {
    private Threads() {}

    /** Runs user code and whatever may block, each piece on a thread of its own. */
    static Executor helpers() {
        return Daemons.helpers();
    }

    /** Runs {@code action} after a while on the one clock thread, where it must not block. */
    static ScheduledFuture<?> after(long nanos, Runnable action) {
        return Daemons.after(nanos, action);
    }

    /** {@return a daemon thread, not started} */
    static Thread daemon(String name, Runnable task) {
        return Daemons.thread(name, task);
    }
}
