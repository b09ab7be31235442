package io.github.jvmpool;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** This process itself, or the one that started it: can be looked at, but neither awaited nor ended. */
final class OtherProcess extends JvmProcess {
    private final String name;
    private final long pid;
    private final boolean daemon;

    OtherProcess(String name, long pid, boolean daemon) {
        this.name = name;
        this.pid = pid;
        this.daemon = daemon;
    }

    private IllegalStateException notOurs() {
        return new IllegalStateException(name + " (pid " + pid + ") is no child of this process");
    }

    @Override
    public void start() {
        throw new IllegalStateException(name + " has been started already");
    }

    @Override
    public void join() {
        throw notOurs();
    }

    @Override
    public boolean join(Duration timeout) {
        throw notOurs();
    }

    @Override
    public boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isDaemon() {
        return daemon;
    }

    @Override
    public void terminate() {
        throw notOurs();
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void close() {}

    @Override
    public CompletableFuture<JvmProcess> onExit() {
        throw notOurs();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OtherProcess process && process.pid == pid;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(pid);
    }

    @Override
    public String toString() {
        return "JvmProcess[" + name + ", pid " + pid + (daemon ? ", daemon]" : "]");
    }
}
