package io.github.jvmpool.shared;

import io.github.jvmpool.home.Started;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One end of a conversation of objects, both ways: Python's {@code multiprocessing.connection.Connection}. Objects arrive whole, in order, as
 * copies. Thread-safe: an object is received by one thread.
 *
 * <p>The end of a {@link Pipe} may be captured by tasks, passed as an argument and so on; one that a {@link Listener} or a {@link Client}
 * made stays in its process, and keeps a thread and a socket there until it is closed or the other end is.
 */
public abstract sealed class Connection implements AutoCloseable permits PipeConnection, SocketConnection {
    Connection() {}

    /**
     * Sends an object.
     *
     * @param object what to send, or null
     * @throws IOException if the other end is closed
     * @throws IllegalStateException if this process has closed this end
     * @throws io.github.jvmpool.ShippingException if the object cannot be serialized; the connection stays as it is
     */
    public abstract void send(@Nullable Object object) throws IOException;

    /**
     * Receives an object, waiting for it if need be.
     *
     * @return the object, or null if that was sent
     * @throws EOFException if nothing is left to receive and the other end is closed
     * @throws IllegalStateException if this process has closed this end
     * @throws InterruptedException if the thread is interrupted; nothing was received then
     */
    public abstract @Nullable Object recv() throws IOException, InterruptedException;

    /**
     * {@return whether {@link #recv()} would return at once, or throw because the other end is closed}
     *
     * @throws IllegalStateException if this process has closed this end
     */
    public abstract boolean poll();

    /**
     * Waits until {@link #recv()} would return at once, or throw because the other end is closed, or until the time is over.
     *
     * @return whether it would
     * @throws IllegalStateException if this process has closed this end
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean poll(Duration timeout) throws InterruptedException {
        return !await(List.of(this), timeout).isEmpty();
    }

    /** This process is done with this end. Once every process that had it is, the other end reads what is left and then its end. */
    @Override
    public abstract void close();

    /** Begins to watch: the calling thread is unparked when {@link #poll()} may say yes. */
    abstract Started watch();

    /**
     * Waits until one of the connections has something to receive, or its other end is closed: Python's {@code connection.wait()}.
     *
     * @param connections which to watch
     * @return those of which {@link #poll()} says yes, in their order
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Connection> await(Collection<? extends Connection> connections) throws InterruptedException {
        return awaitNanos(connections, Long.MAX_VALUE);
    }

    /**
     * Waits until one of the connections has something to receive, or its other end is closed, or the time is over.
     *
     * @param connections which to watch
     * @param timeout how long to wait at most
     * @return those of which {@link #poll()} says yes, in their order; empty if the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Connection> await(Collection<? extends Connection> connections, Duration timeout)
            throws InterruptedException {
        return awaitNanos(connections, Times.nanos(timeout));
    }

    private static List<Connection> awaitNanos(Collection<? extends Connection> connections, long nanos)
            throws InterruptedException {
        SharedObject.ensureNotInterrupted();
        List<Connection> ready = ready(connections);
        if (!ready.isEmpty() || nanos <= 0 || connections.isEmpty()) return ready;
        long begun = System.nanoTime();
        List<Started> watches = new ArrayList<>();
        try {
            for (Connection each : connections) watches.add(each.watch());
            for (; ; ) {
                boolean over = false;
                for (Started watch : watches) over |= watch.isDone();
                if (over) {
                    ready = ready(connections);
                    // Another thread may have received what was there.
                    if (!ready.isEmpty()) return ready;
                    for (Started watch : watches) watch.cancel();
                    watches.clear();
                    for (Connection each : connections) watches.add(each.watch());
                    continue;
                }
                long left = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanos - (System.nanoTime() - begun);
                if (left <= 0) return List.of();
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) throw new InterruptedException();
            }
        } finally {
            for (Started watch : watches) watch.cancel();
        }
    }

    private static List<Connection> ready(Collection<? extends Connection> connections) {
        List<Connection> ready = new ArrayList<>();
        for (Connection each : connections) if (each.poll()) ready.add(each);
        return ready;
    }

    static IllegalStateException closed() {
        return new IllegalStateException("this process has closed the connection");
    }
}
