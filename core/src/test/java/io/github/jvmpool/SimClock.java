package io.github.jvmpool;

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
