package io.github.jvmpool;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pool as its user holds it, over a {@link Backend}. No thread of the backend refers to it, but for work that has not ended:
 * when it is dropped without being closed, the backend is terminated.
 */
final class BackendPool extends Operations implements Pool {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");
    static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Backend backend;
    private final Cleaner.Cleanable whenDropped;

    /** The {@code imap} calls that may still read input. Guarded by itself, like the two fields below. */
    private final Set<ImapWork> feeding = Collections.newSetFromMap(new WeakHashMap<>());

    private boolean closing;
    private @Nullable ExecutorService executor;

    private BackendPool(Backend backend) {
        super(new Delivery(backend), null, TaskOptions.defaults());
        this.backend = backend;
        this.whenDropped = CLEANER.register(this, new Dropped(backend, creator()));
    }

    /** {@return a pool over a backend that is ready for work} */
    static Pool create(Backend backend) {
        return new BackendPool(backend);
    }

    /** {@return the default name of the next pool of this JVM: {@code pool-1}, {@code pool-2}, …} */
    static String nextName() {
        return "pool-" + NAMES.incrementAndGet();
    }

    private static String creator() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isLibrary(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toString)
                        .orElse("an unknown place"));
    }

    private static boolean isLibrary(String className) {
        String root = BackendPool.class.getPackageName();
        return className.startsWith(root) && className.lastIndexOf('.') == root.length() && !className.endsWith("Test");
    }

    @Override
    BackendPool pool() {
        return this;
    }

    /** Refuses work once the pool is closed. */
    void checkOpen() {
        synchronized (feeding) {
            if (!closing && !backend.isShutdown()) return;
        }
        throw refused();
    }

    RejectedExecutionException refused() {
        return new RejectedExecutionException(backend.name() + " is closed ("
                + backend.snapshot().state().name().toLowerCase(java.util.Locale.ROOT) + ") and takes no more work");
    }

    /** Lets an {@code imap} read its input even after {@link #shutdown()}, until {@link #fed}. */
    void feeding(ImapWork work) {
        synchronized (feeding) {
            if (closing) throw refused();
            feeding.add(work);
        }
    }

    /** The {@code imap} reads no more input. */
    void fed(ImapWork work) {
        boolean last;
        synchronized (feeding) {
            feeding.remove(work);
            last = closing && feeding.isEmpty();
        }
        if (last) backend.shutdown();
    }

    /** {@return whether the pool takes no more work} */
    boolean isClosing() {
        synchronized (feeding) {
            return closing || backend.isShutdown();
        }
    }

    @Override
    public void shutdown() {
        try {
            if (stopAccepting().length == 0) backend.shutdown();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private ImapWork[] stopAccepting() {
        synchronized (feeding) {
            closing = true;
            return feeding.toArray(new ImapWork[0]);
        }
    }

    /** What {@link ExecutorService#shutdownNow()} is to do. */
    List<Work> shutdownNow() {
        stopAccepting();
        try {
            return backend.shutdownNow();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        shutdown();
        for (ImapWork work : stopAccepting()) work.poolCloses();
        if (inside()) return;
        try {
            join();
        } catch (InterruptedException e) {
            terminate();
            Thread.currentThread().interrupt();
        }
        whenDropped.clean();
    }

    @Override
    public void terminate() {
        var readers = stopAccepting();
        backend.terminate();
        for (ImapWork work : readers) work.poolTerminated();
        whenDropped.clean();
    }

    @Override
    public void join() throws InterruptedException {
        joined(Long.MAX_VALUE);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return joined(Math.max(0, Checks.nanos(timeout)));
    }

    private boolean joined(long nanos) throws InterruptedException {
        if (!isClosing())
            throw new IllegalStateException(
                    backend.name() + " is open: call shutdown(), close() or terminate() before join()");
        return awaitEnd(nanos);
    }

    /** Waits until no worker is left and what the results set off has run, unless this thread is part of that. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        try {
            long start = backend.clock().nanoTime();
            if (!backend.awaitTermination(nanos)) return false;
            if (inside()) return true;
            return delivery.await(Math.max(0, nanos - (backend.clock().nanoTime() - start)));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return whether this thread runs a task, callback or dependent stage that the end of the pool would wait for} */
    private boolean inside() {
        if (delivery.inside()) return true;
        return backend.runsCurrentThread();
    }

    @Override
    public int processes() {
        return backend.processes();
    }

    @Override
    public void resize(int processes) {
        backend.resize(Checks.atLeast("processes", processes, 1));
    }

    @Override
    public PoolSnapshot snapshot() {
        return backend.snapshot();
    }

    @Override
    public ExecutorService asExecutorService() {
        synchronized (feeding) {
            if (executor == null) executor = new PoolExecutor(this);
            return executor;
        }
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }

    /** Ends the backend of a pool that nobody can reach any more. Must not refer to the pool. */
    private record Dropped(Backend backend, String creator) implements Runnable {
        @Override
        public void run() {
            if (backend.isShutdown()) return;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}, made at {1}, was dropped without close(); its workers are terminated",
                    backend.name(),
                    creator);
            backend.terminate();
        }
    }
}
