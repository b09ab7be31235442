package io.github.jvmpool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on threads of this JVM, up to a number, started as needed.
 *
 * <p>One lock guards all state of the backend and of its {@linkplain ThreadWorker workers}; tasks run, and outcomes are reported,
 * outside it. A task that ignores its interrupt cannot be killed: its thread is given up after a grace and replaced.
 */
final class ThreadBackend implements Backend {
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(250);

    /** While another worker holds items it has not begun, an idle one looks this often whether to take some over. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    /** Up to this many pieces a cancelled work is looked for in the queue; in a longer one its pieces are dropped when met. */
    private static final int SHORT_QUEUE = 1024;

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    /** Items {@code next} … {@code end - 1} of a chunk, each started {@code starts} times before. Guarded by the lock. */
    static final class Piece {
        final ThreadChunk chunk;
        final int starts;
        int next;
        int end;

        Piece(ThreadChunk chunk, int next, int end, int starts) {
            this.chunk = chunk;
            this.next = next;
            this.end = end;
            this.starts = starts;
        }

        int size() {
            return end - next;
        }
    }

    /** How an item ended, counted in the snapshot. */
    enum End {
        COMPLETED,
        FAILED,
        CANCELLED
    }

    final ReentrantLock lock = new ReentrantLock();
    private final Condition workOrEnd = lock.newCondition();
    private final Condition ended = lock.newCondition();

    private final String name;
    private final HelperThreads helpers;
    private final SerialExecutor callbacks;

    private final ArrayDeque<Piece> queue = new ArrayDeque<>();
    private final Set<ThreadWorker> workers = new LinkedHashSet<>();
    private int processes;
    private int idle;

    /** Workers that leave because there are too many, and have not left yet. */
    private int retiring;

    private boolean closed;
    private boolean terminated;
    private long submitted;
    private long retried;
    private long started;
    private long lost;
    private long completed;
    private long failed;
    private long cancelled;

    ThreadBackend(String name, int threads) {
        this.name = name;
        this.processes = threads;
        this.helpers = new HelperThreads(name);
        this.callbacks = new SerialExecutor(helpers);
    }

    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(1, body -> {
            var thread = new Thread(null, body, "jvmpool thread-pool timer", 0, false);
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(5, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Duration defaultTimeout() {
        return null;
    }

    @Override
    public Packer packer(Call call) {
        return new ThreadChunk.Collector(call);
    }

    @Override
    public void submit(Chunk chunk) {
        lock.lock();
        try {
            if (closed) throw new RejectedExecutionException(name + " is closed and takes no more work");
            submitted += chunk.count;
            queue.add(new Piece((ThreadChunk) chunk, chunk.first, chunk.first + chunk.count, 0));
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that somebody comes for the queue. Whoever comes does the same if anything is left. */
    private void wake() {
        if (idle > 0) workOrEnd.signal();
        else if (workers.size() < processes) {
            workers.add(ThreadWorker.start(this, (int) ++started));
        }
    }

    /** Waits for items; the caller holds the lock. Returns null if the worker is to end. */
    @Nullable
    Piece take(ThreadWorker worker) {
        while (true) {
            if (terminated) return null;
            if (workers.size() - retiring > processes) {
                worker.retiring = true;
                retiring++;
                return null;
            }
            var piece = queue.poll();
            if (piece == null) piece = overtake(worker);
            if (piece != null) {
                var part = part(piece, worker.pace());
                if (part != piece) queue.addFirst(piece);
                if (!queue.isEmpty()) wake();
                return part;
            }
            if (closed) return null;
            idle++;
            try {
                if (othersHoldItems(worker)) workOrEnd.awaitNanos(LOOK);
                else workOrEnd.await();
            } catch (InterruptedException e) {
                // An interrupt from outside between two tasks is meant for none of them.
            } finally {
                idle--;
            }
        }
    }

    /** Splits off what one worker should take at a time, so that slow items do not queue behind each other. */
    private Piece part(Piece piece, int pace) {
        if (!piece.chunk.splittable) return piece;
        int size = Math.max(1, Math.min(pace, piece.size() / (2 * processes)));
        if (size >= piece.size()) return piece;
        var part = new Piece(piece.chunk, piece.next, piece.next + size, piece.starts);
        piece.next += size;
        return part;
    }

    private @Nullable Piece overtake(ThreadWorker taker) {
        for (ThreadWorker other : workers) {
            var held = other.piece;
            if (other == taker || held == null || held.size() == 0 || !held.chunk.splittable) continue;
            int keep = held.size() / 2;
            var taken = new Piece(held.chunk, held.next + keep, held.end, held.starts);
            held.end = held.next + keep;
            return taken;
        }
        return null;
    }

    private boolean othersHoldItems(ThreadWorker taker) {
        for (ThreadWorker other : workers) {
            var held = other.piece;
            if (other != taker && held != null && held.size() > 0 && held.chunk.splittable) return true;
        }
        return false;
    }

    /** Counts the end of an item, or queues it once more; returns whether the end is to be reported. The caller holds the lock. */
    boolean counts(Piece piece, int index, @Nullable Throwable failure) {
        if (failure != null && !terminated && Retries.wanted(piece.chunk.work, piece.starts + 1, failure)) {
            retried++;
            queue.addFirst(new Piece(piece.chunk, index, index + 1, piece.starts + 1));
            wake();
            return false;
        }
        count(failure == null ? End.COMPLETED : End.FAILED);
        return true;
    }

    void count(End end) {
        switch (end) {
            case COMPLETED -> completed++;
            case FAILED -> failed++;
            case CANCELLED -> cancelled++;
        }
    }

    /** Takes a worker out; the caller holds the lock. What it had not begun is run by others. */
    void leave(ThreadWorker worker, boolean givenUp) {
        if (!workers.remove(worker)) return;
        if (givenUp) lost++;
        if (worker.retiring) retiring--;
        var rest = worker.piece;
        if (rest != null && rest.size() > 0) queue.addFirst(rest);
        worker.piece = null;
        if (!queue.isEmpty()) wake();
        if (closed) workOrEnd.signalAll();
        if (workers.isEmpty()) ended.signalAll();
    }

    ScheduledFuture<?> after(long nanos, Runnable action) {
        return TIMER.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    /** Interrupts the running task of a worker, and gives the worker up if that does not end it. The caller holds the lock. */
    void interrupt(ThreadWorker worker) {
        long run = worker.run;
        worker.thread.interrupt();
        after(GRACE, () -> {
            lock.lock();
            try {
                if (worker.run != run || !worker.busy()) return;
                worker.givenUp = true;
                leave(worker, true);
            } finally {
                lock.unlock();
            }
        });
    }

    @Override
    public void cancel(Work work, boolean interrupt) {
        var dropped = new ArrayList<Piece>();
        lock.lock();
        try {
            if (queue.size() <= SHORT_QUEUE)
                queue.removeIf(piece -> {
                    if (piece.chunk.work != work) return false;
                    cancelled += piece.size();
                    return dropped.add(piece);
                });
            for (ThreadWorker worker : workers) {
                if (!worker.runs(work) || !interrupt) continue;
                dropped.add(worker.settle());
                count(End.CANCELLED);
                interrupt(worker);
            }
        } finally {
            lock.unlock();
        }
        report(dropped, "cancelled");
    }

    private static void report(List<Piece> dropped, String why) {
        for (Piece piece : dropped)
            for (int i = piece.next; i < piece.end; i++) piece.chunk.work.failed(i, new CancellationException(why));
    }

    @Override
    public void assist(AsyncResult<?> work) {}

    @Override
    public Executor callbacks() {
        return callbacks;
    }

    @Override
    public Executor helpers() {
        return helpers;
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            closed = true;
            workOrEnd.signalAll();
            if (workers.isEmpty()) ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void terminate() {
        var dropped = new ArrayList<Piece>();
        lock.lock();
        try {
            closed = true;
            terminated = true;
            dropped.addAll(queue);
            queue.clear();
            for (ThreadWorker worker : workers) {
                var rest = worker.piece;
                if (rest != null) dropped.add(rest);
                worker.piece = null;
                if (worker.unsettled()) dropped.add(worker.settle());
                if (worker.busy()) interrupt(worker);
            }
            for (Piece piece : dropped) cancelled += piece.size();
            workOrEnd.signalAll();
            if (workers.isEmpty()) ended.signalAll();
        } finally {
            lock.unlock();
        }
        report(dropped, name + " was terminated");
    }

    @Override
    public List<Work> shutdownNow() {
        var back = new ArrayList<Work>();
        lock.lock();
        try {
            closed = true;
            queue.removeIf(
                    piece -> Backend.isCall(piece.chunk.work) && piece.starts == 0 && back.add(piece.chunk.work));
            submitted -= back.size();
            for (ThreadWorker worker : workers) if (worker.busy()) worker.thread.interrupt();
            workOrEnd.signalAll();
            if (workers.isEmpty()) ended.signalAll();
        } finally {
            lock.unlock();
        }
        return back;
    }

    @Override
    public boolean runsCurrentThread() {
        return ThreadWorker.current(this);
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return over();
        } finally {
            lock.unlock();
        }
    }

    private boolean over() {
        return closed && workers.isEmpty() && queue.isEmpty();
    }

    @Override
    public boolean awaitTermination(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!over()) {
                if (left <= 0) return false;
                left = ended.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int processes() {
        lock.lock();
        try {
            return processes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void resize(int processes) {
        lock.lock();
        try {
            this.processes = processes;
            workOrEnd.signalAll();
            if (!queue.isEmpty()) wake();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public PoolSnapshot snapshot() {
        lock.lock();
        try {
            var pictures = new ArrayList<PoolSnapshot.WorkerSnapshot>(workers.size());
            long pending = 0;
            for (Piece piece : queue) pending += piece.size();
            for (ThreadWorker worker : workers) pictures.add(worker.snapshot());
            var state = !closed
                    ? PoolSnapshot.State.OPEN
                    : over() ? PoolSnapshot.State.TERMINATED : PoolSnapshot.State.CLOSING;
            return new PoolSnapshot(
                    name, state, processes, pictures, pending, submitted, completed, failed, cancelled, retried,
                    started, lost);
        } finally {
            lock.unlock();
        }
    }
}
