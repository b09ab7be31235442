package io.github.jvmpool;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** Simulated time and threads: one thing happens at a time, in an order that the random numbers decide. */
final class SimClock implements Clock {
    private record Event(long at, long number, Runnable action, Future<?> cancelled) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Random random;
    private long now = 1_000_000_000_000L;
    private long count;

    /** Those that have begun and not ended. */
    private final List<SimThread> threads = new ArrayList<>();

    /** Told of each that is about to go on. */
    Runnable onGoingOn = () -> {};

    SimClock(Random random) {
        this.random = random;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Future<?> after(long nanos, Runnable action) {
        var cancelled = new CompletableFuture<Void>();
        long at = now + Math.max(0, Math.min(nanos, Long.MAX_VALUE / 4));
        events.add(new Event(at + random.nextInt(20_000), count++, action, cancelled));
        return cancelled;
    }

    /** {@return threads that take a while to begin, now and then a long one} */
    @Override
    public Executor helpers() {
        return action -> soon(action, random.nextInt(50) == 0 ? 5_000_000 : 100_000);
    }

    /** Runs something within so many nanoseconds. */
    void soon(Runnable action, int most) {
        after(random.nextInt(most), action);
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    // ---- threads that may block ----

    /** {@return threads for code of users, which may block} */
    Executor threads() {
        return action -> soon(() -> begin(action), random.nextInt(50) == 0 ? 5_000_000 : 100_000);
    }

    /** Runs something that may block, until it does. */
    void begin(Runnable action) {
        onGoingOn.run();
        threads.removeIf(SimThread::isOver);
        SimThread thread = SimThread.begin(this, action);
        if (!thread.isOver()) threads.add(thread);
    }

    void goesOn(SimThread thread) {
        onGoingOn.run();
    }

    /** {@return those that wait, or have not ended for another reason} */
    List<SimThread> waiting() {
        threads.removeIf(SimThread::isOver);
        return threads;
    }

    /** {@return whether a thread sleeps on something, with nothing under way that would wake it} */
    boolean anySleepsOn(Object what) {
        for (SimThread thread : threads) if (!thread.isOver() && thread.sleepsOn(what)) return true;
        return false;
    }

    /** What code of users does that takes a while. */
    void sleep(long nanos) throws InterruptedException {
        long end = now + nanos;
        while (now < end) {
            if (Thread.interrupted()) throw new InterruptedException();
            SimThread.current().park("a sleep", end - now);
        }
    }

    @Override
    public void park(Object blocker, long nanos) {
        SimThread.current().park(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        ((SimThread) thread).unpark();
    }

    @Override
    public void await(Object monitor, long nanos) throws InterruptedException {
        SimThread.current().await(monitor, nanos);
    }

    @Override
    public void wakeAll(Object monitor) {
        for (SimThread thread : waiting()) if (thread.sleepsOn(monitor)) thread.notice();
    }

    /** Lets the next thing happen; returns whether there was one. */
    boolean step() {
        Event next = events.poll();
        if (next == null) return false;
        if (next.cancelled.isDone()) return true;
        now = Math.max(now, next.at);
        next.action.run();
        return true;
    }
}
