package io.github.jvmpool;

import io.github.jvmpool.launch.Daemons;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that this JVM starts. Its monitor guards its state; user code never runs under it. */
final class ChildProcess extends JvmProcess {
    /** {@link #move} is the one place where it steps on. */
    private enum State {
        /** Not started, or the last try has failed. */
        NEW,
        /** Its JVM is coming up. */
        STARTING,
        /** Its JVM has come up and its end has not been seen. */
        RUNNING,
        /** Its JVM has ended, and all it printed has been handed on. */
        ENDED
    }

    private final Identity identity;
    private final VoidTask task;
    private final PoolConfig config;
    private final CompletableFuture<JvmProcess> exit = new CompletableFuture<>();

    // Guarded by this.
    private State state = State.NEW;
    private @Nullable ChildLink link;
    private long pid;
    private OptionalInt exitCode = OptionalInt.empty();
    private @Nullable PoolException startFailure;

    ChildProcess(Identity identity, VoidTask task, PoolConfig config) {
        this.identity = identity;
        this.task = task;
        this.config = config;
    }

    private synchronized void move(State next) {
        state = next;
        notifyAll();
    }

    // ---- starting ----

    @Override
    public void start() {
        synchronized (this) {
            if (state != State.NEW) throw new IllegalStateException(name() + " has been started already");
            state = State.STARTING;
        }
        ChildLink attempt;
        try {
            attempt = new ChildLink(this, identity, config, task);
            Children.add(this);
            synchronized (this) {
                link = attempt;
                startFailure = null;
            }
            if (!isDaemon()) startKeeper();
            attempt.start();
        } catch (RuntimeException | Error e) {
            Children.remove(this);
            move(State.NEW);
            throw e;
        }
        awaitUp(attempt);
        PoolException failure;
        synchronized (this) {
            failure = startFailure;
        }
        if (failure != null) throw new PoolException(String.valueOf(failure.getMessage()), failure.getCause());
    }

    /** Waits until the JVM has come up or has failed to; one that takes too long is killed. An interrupt is kept for later. */
    private void awaitUp(ChildLink attempt) {
        boolean interrupted = false;
        long timeout = Checks.nanos(config.startTimeout());
        long begun = System.nanoTime();
        boolean killed = false;
        for (; ; ) {
            try {
                if (!killed && !awaitPast(State.STARTING, timeout - (System.nanoTime() - begun))) {
                    killed = true;
                    attempt.kill(new WorkerEnd.Forced(
                            WorkerLostException.Reason.UNRESPONSIVE,
                            "did not come up within " + config.startTimeout() + " (startTimeout) and was killed"));
                }
                awaitPast(State.STARTING, Long.MAX_VALUE);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Waits until the state is beyond {@code present}, or back at NEW; returns false if the time is over before. */
    private synchronized boolean awaitPast(State present, long nanos) throws InterruptedException {
        long begun = System.nanoTime();
        while (state != State.NEW && state.compareTo(present) <= 0) {
            long left = nanos - (System.nanoTime() - begun);
            if (left <= 0) return false;
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return true;
    }

    // ---- what the link tells, on its own thread ----

    synchronized void hasPid(long ofJvm) {
        pid = ofJvm;
    }

    void isUp() {
        move(State.RUNNING);
    }

    void failedToStart(String message, @Nullable Throwable cause) {
        Children.remove(this);
        synchronized (this) {
            startFailure = new PoolException(message, cause);
            pid = 0;
        }
        move(State.NEW);
    }

    void hasEnded(int code) {
        synchronized (this) {
            exitCode = OptionalInt.of(code);
        }
        Children.remove(this);
        move(State.ENDED);
        if (isDaemon()) exit.complete(this);
    }

    /** Keeps this JVM from ending before the process has, and what is to be done on its exit. */
    private void startKeeper() {
        Thread keeper = Daemons.thread(name() + " keeper", () -> {
            awaitEnd(Long.MAX_VALUE);
            if (exitCode().isPresent()) exit.complete(this);
        });
        keeper.setDaemon(false);
        keeper.start();
    }

    // ---- asking ----

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public boolean isDaemon() {
        return identity.daemon();
    }

    @Override
    public synchronized long pid() {
        if (pid == 0) throw notStarted();
        return pid;
    }

    @Override
    public synchronized boolean isAlive() {
        return state == State.STARTING || state == State.RUNNING;
    }

    @Override
    public synchronized OptionalInt exitCode() {
        return exitCode;
    }

    @Override
    public CompletableFuture<JvmProcess> onExit() {
        return exit.copy();
    }

    private IllegalStateException notStarted() {
        return new IllegalStateException(name() + " has not been started");
    }

    private synchronized ChildLink link() {
        ChildLink current = link;
        if (current == null || state == State.NEW) throw notStarted();
        return current;
    }

    // ---- ending ----

    @Override
    public void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return join(Checks.nanos(timeout));
    }

    private boolean join(long nanos) throws InterruptedException {
        link(); // it must have been started
        if (Thread.interrupted()) throw new InterruptedException();
        return awaitPast(State.RUNNING, nanos);
    }

    @Override
    public void terminate() {
        link().terminate();
    }

    @Override
    public void kill() {
        link().kill();
    }

    @Override
    public void close() {
        if (!isAlive()) return;
        if (isDaemon()) terminate();
        try {
            awaitPast(State.RUNNING, Long.MAX_VALUE);
        } catch (InterruptedException e) {
            kill();
            awaitEnd(Long.MAX_VALUE);
            Thread.currentThread().interrupt();
        }
    }

    // ---- when this JVM ends ----

    /** Terminates it if it is there. */
    synchronized void terminateIfAlive() {
        if (link != null && isAlive()) link.terminate();
    }

    /** Waits for its end; an interrupt is kept for later. */
    void awaitEnd(long nanos) {
        boolean interrupted = false;
        long begun = System.nanoTime();
        for (; ; ) {
            try {
                awaitPast(State.RUNNING, nanos - (System.nanoTime() - begun));
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public synchronized String toString() {
        String end = exitCode.isPresent() ? ", exit code " + exitCode.getAsInt() : "";
        return "JvmProcess[" + name() + ", " + state + (pid == 0 ? "" : ", pid " + pid) + end
                + (isDaemon() ? ", daemon]" : "]");
    }
}
