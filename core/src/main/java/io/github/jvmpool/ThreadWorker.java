package io.github.jvmpool;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** One task thread of a {@link ThreadBackend}, whose lock guards all fields that change. */
final class ThreadWorker extends TaskContext {
    /** A worker whose items take less than this takes more of them at a time. */
    private static final long SHORT = 200_000;

    private static final int MOST_AT_A_TIME = 256;

    private final ThreadBackend backend;
    private final String name;
    final Thread thread;

    /** What it holds and has not begun. */
    ThreadBackend.@Nullable Piece piece;

    /** Counts the tasks begun, so that a late timer hits no other task. */
    long run;

    /** Whether it was taken out of the pool because its task ignored an interrupt. */
    boolean givenUp;

    /** Whether it is about to leave because the pool shrank. */
    boolean retiring;

    /** The running item, alone in a piece; null between items. */
    private ThreadBackend.@Nullable Piece running;

    /** Whether the end of the running item was decided from outside. */
    private boolean settled;

    private long since;
    private long tasksDone;
    private int pace = 1;

    private ThreadWorker(ThreadBackend backend, int number) {
        this.backend = backend;
        this.name = "worker-" + number;
        this.thread = new Thread(null, this::work, backend.name() + ' ' + name, 0, false);
        thread.setDaemon(true);
    }

    static ThreadWorker start(ThreadBackend backend, int number) {
        var worker = new ThreadWorker(backend, number);
        worker.thread.start();
        return worker;
    }

    /** {@return whether this thread is a worker of the backend} */
    static boolean current(ThreadBackend backend) {
        return TaskContext.current() instanceof ThreadWorker worker && worker.backend == backend;
    }

    int pace() {
        return pace;
    }

    boolean busy() {
        return running != null;
    }

    boolean unsettled() {
        return running != null && !settled;
    }

    boolean runs(Work work) {
        return running != null && !settled && running.chunk.work == work;
    }

    /** Decides the end of the running item from outside: what the task does is not reported any more. */
    ThreadBackend.Piece settle() {
        if (running == null || settled) throw new IllegalStateException();
        settled = true;
        return running;
    }

    private void work() {
        TaskContext.setForThread(this);
        while (take()) {
            long begin = System.nanoTime();
            while (next()) {}
            pace = System.nanoTime() - begin < SHORT ? Math.min(pace * 2, MOST_AT_A_TIME) : 1;
        }
        WorkerLocal.closeAll();
        backend.lock.lock();
        try {
            backend.leave(this, false);
        } finally {
            backend.lock.unlock();
        }
    }

    private boolean take() {
        backend.lock.lock();
        try {
            piece = givenUp ? null : backend.take(this);
            return piece != null;
        } finally {
            backend.lock.unlock();
        }
    }

    /** Runs the next item of the piece; returns whether there was one. */
    private boolean next() {
        ThreadBackend.Piece item;
        boolean drop;
        backend.lock.lock();
        try {
            if (givenUp || piece == null || piece.size() == 0) {
                piece = null;
                return false;
            }
            item = new ThreadBackend.Piece(piece.chunk, piece.next, piece.next + 1, piece.starts);
            piece.next++;
            drop = item.chunk.work.abandoned();
            if (drop) backend.count(ThreadBackend.End.CANCELLED);
            else {
                running = item;
                settled = false;
                run++;
                since = System.nanoTime();
            }
        } finally {
            backend.lock.unlock();
        }
        var work = item.chunk.work;
        if (drop) work.failed(item.next, new CancellationException("cancelled"));
        else run(work, item);
        return true;
    }

    private void run(Work work, ThreadBackend.Piece item) {
        var limit = work.timeout();
        ScheduledFuture<?> timer = limit == null ? null : limit(item, limit);
        Object value = null;
        Throwable failure = null;
        try {
            value = item.chunk.run(item.next);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (timer != null) timer.cancel(false);
        boolean report;
        backend.lock.lock();
        try {
            running = null;
            tasksDone++;
            report = !settled && backend.counts(item, item.next, failure);
            // An interrupt of the task that has just ended, sent under this lock, must not reach the next one.
            Thread.interrupted();
        } finally {
            backend.lock.unlock();
        }
        if (!report) return;
        if (failure == null) work.done(item.next, value);
        else {
            Stacks.cutBelowTask(failure, marker());
            work.failed(item.next, failure);
        }
    }

    private ScheduledFuture<?> limit(ThreadBackend.Piece item, Duration limit) {
        return backend.after(Checks.nanos(limit), () -> timeOut(item, limit));
    }

    private void timeOut(ThreadBackend.Piece item, Duration limit) {
        var work = item.chunk.work;
        var failure = Stacks.at(
                new TaskTimeoutException(
                        work.options().label().orElse("a task") + " ran longer than its time limit of "
                                + limit.toMillis() + " ms in " + backend.name() + ' ' + name + "; it was interrupted",
                        limit),
                marker());
        boolean report;
        backend.lock.lock();
        try {
            if (running != item || settled) return;
            settle();
            report = backend.counts(item, item.next, failure);
            backend.interrupt(this);
        } finally {
            backend.lock.unlock();
        }
        if (report) work.failed(item.next, failure);
    }

    private StackTraceElement marker() {
        return Stacks.marker(info());
    }

    private WorkerInfo info() {
        return new WorkerInfo(name, ProcessHandle.current().pid(), backend.name(), tasksDone);
    }

    PoolSnapshot.WorkerSnapshot snapshot() {
        var now = running;
        return new PoolSnapshot.WorkerSnapshot(
                info(),
                retiring
                        ? PoolSnapshot.WorkerState.RETIRING
                        : now == null ? PoolSnapshot.WorkerState.IDLE : PoolSnapshot.WorkerState.BUSY,
                (now == null ? 0 : 1) + (piece == null ? 0 : piece.size()),
                now == null ? Optional.empty() : now.chunk.work.options().label(),
                now == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - since)));
    }

    @Override
    Optional<WorkerInfo> worker() {
        backend.lock.lock();
        try {
            return Optional.of(info());
        } finally {
            backend.lock.unlock();
        }
    }

    @Override
    void report(long done, long total, @Nullable String message) {
        ThreadBackend.Piece now;
        backend.lock.lock();
        try {
            now = settled ? null : running;
        } finally {
            backend.lock.unlock();
        }
        if (now != null) now.chunk.work.reported(now.next, done, total, message);
    }
}
