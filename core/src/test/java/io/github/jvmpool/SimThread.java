package io.github.jvmpool;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a simulation, for code that blocks: a real one, but it runs only while the simulation's own thread waits for it, from
 * where it last waited to where it waits next. Which of them goes on, and when, the {@link SimClock} decides.
 */
final class SimThread extends Thread {
    /** Threads that have nothing to do, for the simulations to come. */
    private static final ArrayDeque<SimThread> IDLE = new ArrayDeque<>();

    private SimClock clock;
    private @Nullable Runnable body;
    private @Nullable Throwable failure;

    /** Whether this thread is the one that runs; handed to and fro with all that is not volatile. */
    private volatile boolean turn;

    private Thread simulation;

    /** What it waits on, a monitor or the blocker that it parks with, and that in a way of its own. */
    private @Nullable Object waitsOn;

    private boolean onMonitor;

    /** Which wait this is, so that what was to end an earlier one does not end it. */
    private long waits;

    /** Whether its wait is over and it only has not gone on yet. */
    private boolean awake;

    /** Whether its monitor was notified. */
    private boolean noticed;

    private boolean permit;
    private boolean interruptedMeanwhile;

    private SimThread() {
        super("simulated");
        setDaemon(true);
    }

    /** Begins a piece of code, and runs it until it waits for the first time. */
    static SimThread begin(SimClock clock, Runnable body) {
        SimThread thread = IDLE.poll();
        boolean fresh = thread == null;
        if (fresh) thread = new SimThread();
        thread.clock = clock;
        thread.body = body;
        thread.permit = false;
        thread.interruptedMeanwhile = false;
        thread.simulation = Thread.currentThread();
        thread.turn = true;
        if (fresh) thread.start();
        else LockSupport.unpark(thread);
        thread.awaitItsTurnIsOver();
        return thread;
    }

    static SimThread current() {
        if (Thread.currentThread() instanceof SimThread thread) return thread;
        throw new AssertionError("a thread waits that must not block");
    }

    boolean isOver() {
        return body == null;
    }

    /** {@return whether it waits and nothing has happened that would let it go on} */
    boolean sleepsOn(Object what) {
        return waitsOn == what && !awake;
    }

    boolean sleepsOnAny(Class<?> type) {
        return type.isInstance(waitsOn) && !awake;
    }

    // ---- the simulation's thread

    private void awaitItsTurnIsOver() {
        while (turn) LockSupport.park(this);
        Throwable thrown = failure;
        if (isOver()) IDLE.push(this);
        if (thrown == null) return;
        failure = null;
        throw new AssertionError("in a simulated thread: " + thrown, thrown);
    }

    private void goOn(long wait) {
        if (wait != waits || waitsOn == null) return;
        Object monitor = onMonitor ? waitsOn : this;
        clock.goesOn(this);
        synchronized (monitor) {
            turn = true;
            if (onMonitor) monitor.notifyAll();
        }
        LockSupport.unpark(this);
        awaitItsTurnIsOver();
    }

    // ---- whichever thread runs

    /** Lets it go on soon, if it waits. */
    void wake() {
        if (waitsOn == null || awake) return;
        awake = true;
        long wait = waits;
        clock.soon(() -> goOn(wait), clock.random(20) == 0 ? 2_000_000 : 20_000);
    }

    void unpark() {
        if (waitsOn != null && !onMonitor) wake();
        else permit = true;
    }

    @Override
    public void interrupt() {
        if (Thread.currentThread() == this) {
            super.interrupt();
            return;
        }
        if (isOver()) return;
        interruptedMeanwhile = true;
        wake();
    }

    // ---- this thread

    @Override
    public void run() {
        while (true) {
            try {
                body.run();
            } catch (Throwable thrown) {
                failure = thrown;
            }
            body = null;
            Thread.interrupted();
            turn = false;
            LockSupport.unpark(simulation);
            while (!turn) LockSupport.park(this);
        }
    }

    void park(Object blocker, long nanos) {
        if (permit || isInterrupted()) {
            permit = false;
            return;
        }
        begin(blocker, false, nanos);
        if (clock.random(30) == 0) wake(); // for no reason
        turn = false;
        LockSupport.unpark(simulation);
        while (!turn) LockSupport.park(this);
        end();
        permit = false;
    }

    void await(Object monitor, long nanos) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        begin(monitor, true, nanos);
        turn = false;
        LockSupport.unpark(simulation);
        while (!turn) awaitNotice(monitor);
        boolean woken = end();
        // Of an interrupt and a notice either may be the first.
        if (isInterrupted() && !(woken && clock.random(2) == 0)) {
            Thread.interrupted();
            throw new InterruptedException();
        }
    }

    private static void awaitNotice(Object monitor) {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupts come when it goes on", e);
        }
    }

    private void begin(Object what, boolean monitor, long nanos) {
        waitsOn = what;
        onMonitor = monitor;
        awake = false;
        noticed = false;
        long wait = ++waits;
        if (nanos != Long.MAX_VALUE) clock.after(nanos, () -> goOn(wait));
    }

    /** Its monitor is notified. */
    void notice() {
        noticed = true;
        wake();
    }

    /** {@return whether it was notified} */
    private boolean end() {
        waitsOn = null;
        if (interruptedMeanwhile) {
            interruptedMeanwhile = false;
            super.interrupt();
        }
        return noticed;
    }

    @Override
    public String toString() {
        return "thread that " + (waitsOn == null ? "runs" : "waits on " + waitsOn) + (awake ? " no longer" : "");
    }
}
