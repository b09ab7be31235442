package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends SIGKILL to a random worker of a pool, again and again, and measures how long the pool takes to have another at work. */
final class WorkerKiller implements AutoCloseable {
    private static final Duration STORM = Duration.ofMillis(200);

    private final Pool pool;
    private final Random random;
    private final long everyNanos;

    /** In a storm: kills that come faster than a JVM starts would only show that none does. */
    private final boolean sparesStarting;

    private final Thread thread = new Thread(this::work, "chaos worker killer");
    private volatile boolean stopped;

    // All below guarded by this.
    private final Set<Long> killed = new HashSet<>();
    private final Set<Long> seenAtWork = new HashSet<>();
    private final ArrayDeque<Long> outages = new ArrayDeque<>();
    private final List<Long> recoveries = new ArrayList<>();

    WorkerKiller(Pool pool, Duration every, Random random) {
        this.pool = pool;
        this.everyNanos = every.toNanos();
        this.random = random;
        this.sparesStarting = every.compareTo(STORM) < 0;
        thread.setDaemon(true);
    }

    WorkerKiller start() {
        thread.start();
        return this;
    }

    private void work() {
        long next = System.nanoTime() + everyNanos;
        while (!stopped) {
            long left = next - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
                continue;
            }
            killOne();
            next += everyNanos;
        }
    }

    private void killOne() {
        var pids = pool.snapshot().workers().stream()
                .filter(worker -> !sparesStarting || worker.state() != PoolSnapshot.WorkerState.STARTING)
                .mapToLong(worker -> worker.info().pid())
                .filter(pid -> pid > 0)
                .toArray();
        if (stopped || pids.length == 0) return;
        long pid = pids[random.nextInt(pids.length)];
        synchronized (this) {
            if (killed.contains(pid)) return;
            // Noted first: its tasks may fail before this thread goes on.
            killed.add(pid);
            if (seenAtWork.contains(pid)) outages.add(System.nanoTime());
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Notes that a worker has brought a result; a new one ends the oldest outage. */
    synchronized void seen(long pid) {
        if (!seenAtWork.add(pid)) return;
        var since = outages.poll();
        if (since != null) recoveries.add(System.nanoTime() - since);
    }

    synchronized boolean hasKilled(long pid) {
        return killed.contains(pid);
    }

    synchronized int kills() {
        return killed.size();
    }

    /** Enters kills and recovery times into a ledger; returns the median and the 99th percentile in milliseconds. */
    synchronized long[] account(Ledger ledger) {
        var sorted = recoveries.stream().sorted().toList();
        long median = sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / 1_000_000;
        long p99 = sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100) / 1_000_000;
        ledger.set("kills", killed.size());
        ledger.set("recovery median ms", median);
        ledger.set("recovery p99 ms", p99);
        return new long[] {median, p99};
    }

    /** Kills nobody from now on. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }
}
