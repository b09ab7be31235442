package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * Time as the engine sees it, and the threads on which it does things later. One for the whole library; a simulation of the engine has
 * its own, so that the same seed replays the same run.
 */
interface Clock {
    /** The machine's time, on the library's own threads. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Future<?> after(long nanos, Runnable action) {
            return Daemons.after(nanos, action);
        }

        @Override
        public Executor helpers() {
            return Daemons.helpers();
        }
    };

    /** {@return nanoseconds since some moment; the workers' clock is the same} */
    long nanoTime();

    /** Runs {@code action} after a while, where it must not block. */
    Future<?> after(long nanos, Runnable action);

    /** {@return threads that may block for a moment} */
    Executor helpers();
}
