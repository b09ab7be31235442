package io.github.jvmpool;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that each worker makes for itself on first use and keeps: a connection, a model, a parser.
 *
 * <p>All copies of one {@code WorkerLocal} in a worker share its value: it may be a static field or be captured by tasks. The
 * value is made once per worker (in a pool of threads: once per thread; outside a worker: once for this JVM), whichever threads
 * ask, and closed when the worker ends in order if it is {@link AutoCloseable}. If making it fails, the next use tries again.
 *
 * @param <T> the type of the value
 */
public final class WorkerLocal<T> implements Serializable {
    private static final long serialVersionUID = 1;

    /** Names of values. A class of its own, because a worker that ends without one is not to wait for its making. */
    private static final class Names {
        /** Tells this process from all others on the machine. */
        static final String PROCESS = ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-";

        static final AtomicLong COUNT = new AtomicLong();
    }

    private final String id;
    private final Task<T> supplier;

    private WorkerLocal(String id, Task<T> supplier) {
        this.id = id;
        this.supplier = supplier;
    }

    /**
     * {@return a value that each worker makes for itself}
     *
     * @param supplier makes the value, in the worker
     * @param <T> the type of the value
     */
    public static <T> WorkerLocal<T> of(Task<T> supplier) {
        return new WorkerLocal<>(
                Names.PROCESS + Names.COUNT.incrementAndGet(), Objects.requireNonNull(supplier, "supplier"));
    }

    /**
     * {@return this worker's value, made now if there is none yet}
     *
     * @throws RuntimeException what the supplier threw; a checked exception arrives inside a {@link TaskException}
     * @throws IllegalStateException if the supplier asks for the value it is making
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // a supplier may return null, whatever T is
    public T get() {
        return (T) TaskContext.current().locals.get(id, supplier);
    }

    /** Closes the values of this worker, the last one made first; called at its orderly end. What goes wrong is printed. */
    static void closeAll() {
        TaskContext.current().locals.close();
    }

    @Override
    public String toString() {
        return "WorkerLocal[" + id + "]";
    }

    /** The values of one worker, by the identity of their {@code WorkerLocal}. */
    static final class Values {
        /** Guarded by this. In the order in which they were first asked for. */
        private final LinkedHashMap<String, Slot> slots = new LinkedHashMap<>();

        @Nullable
        Object get(String id, Task<?> supplier) {
            Slot slot;
            synchronized (this) {
                slot = slots.get(id);
                if (slot == null) {
                    slot = new Slot();
                    slots.put(id, slot);
                }
            }
            return slot.get(supplier);
        }

        void close() {
            Slot[] all;
            synchronized (this) {
                all = slots.values().toArray(new Slot[0]);
                slots.clear();
            }
            for (int i = all.length - 1; i >= 0; i--) all[i].close();
        }
    }

    /** One value. Its lock is held while the value is made, so that others wait for it. */
    private static final class Slot {
        private boolean made;
        private boolean making;
        private @Nullable Object value;

        synchronized @Nullable Object get(Task<?> supplier) {
            if (made) return value;
            if (making)
                throw new IllegalStateException("the supplier of a WorkerLocal asks for the value it is making");
            making = true;
            try {
                value = supplier.call();
                made = true;
                return value;
            } catch (RuntimeException | Error failure) {
                throw failure;
            } catch (Exception failure) {
                throw new TaskException(failure);
            } finally {
                making = false;
            }
        }

        @SuppressWarnings("CatchAndPrintStackTrace") // a worker has no log; its System.err is the caller's
        synchronized void close() {
            if (!made || !(value instanceof AutoCloseable closeable)) return;
            try {
                closeable.close();
            } catch (Throwable failure) {
                failure.printStackTrace();
            }
        }
    }
}
