package io.github.jvmpool.launch;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The library's own threads that belong to no single worker: daemons, gone a second after their last use. */
public final class Daemons {
    /** The topmost: threads of a program's own group are waited for at its end by tools such as Maven's {@code exec:java}. */
    private static final ThreadGroup GROUP = topmost(Thread.currentThread().getThreadGroup());

    private static final ThreadPoolExecutor HELPERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), named("jvmpool-helper-"));
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private Daemons() {}

    /** Runs user code and whatever may block, each piece on a thread of its own. */
    public static Executor helpers() {
        return HELPERS;
    }

    /** Runs {@code action} after a while on the one clock thread, where it must not block. */
    public static ScheduledFuture<?> after(long nanos, Runnable action) {
        return CLOCK.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, named("jvmpool-clock-"));
        clock.setKeepAliveTime(1, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private static ThreadFactory named(String prefix) {
        AtomicLong count = new AtomicLong();
        return task -> thread(prefix + count.incrementAndGet(), task);
    }

    /** {@return a daemon thread, not started} */
    public static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(GROUP, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    private static ThreadGroup topmost(ThreadGroup group) {
        ThreadGroup top = group;
        for (ThreadGroup above = top.getParent(); above != null; above = above.getParent()) top = above;
        return top;
    }
}
