package io.github.jvmpool.worker;

import io.github.jvmpool.wire.SharedFile;

/** What decides in a worker which task an interrupt reaches, for a worker that has no threads. */
public final class SimRunning {
    private final Running running;

    /** Calls {@code interrupted} instead of interrupting a thread. */
    public SimRunning(SharedFile file, Runnable interrupted) {
        running = new Running(file, new Thread("simulated task thread") {
            @Override
            public void interrupt() {
                interrupted.run();
            }
        });
    }

    public void begin(long task) {
        running.begin(task);
    }

    public void end(long task) {
        running.end(task);
    }

    public void deliver() {
        running.deliver();
    }
}
