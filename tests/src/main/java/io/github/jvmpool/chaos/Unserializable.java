package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.Task;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results and exceptions that resist serialization, each with a word that the caller's failure must contain. */
final class Unserializable {
    private Unserializable() {}

    private static final String SECRET = "the very cause";

    /** Its {@code writeObject} throws. */
    private static final class CannotBeWritten implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IllegalStateException(SECRET);
        }
    }

    /** Its {@code readObject} throws. */
    private static final class CannotBeRead implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException(SECRET);
        }
    }

    /** Its {@code readResolve} throws an error. */
    private static final class CannotBeResolved implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            throw new AssertionError(SECRET);
        }
    }

    /** Holds something that is not serializable, as an exception too. */
    private static final class Loaded extends Exception {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("UnusedVariable") // there to be serialized
        private final Object load = new Object();

        Loaded() {
            super(SECRET);
        }
    }

    /** An exception that cannot be read back. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable() {
            super(SECRET);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not readable");
        }
    }

    /** Lets a pool have them all. */
    static void tryAll(Pool pool, Ledger ledger) {
        Map<String, Task<?>> cases = new LinkedHashMap<>();
        cases.put("Object", Object::new);
        cases.put("Thread", Thread::currentThread);
        cases.put(SECRET + " ", CannotBeWritten::new);
        cases.put(SECRET + "  ", CannotBeRead::new);
        cases.put(SECRET + "   ", CannotBeResolved::new);
        cases.put(Loaded.class.getSimpleName(), () -> {
            throw new Loaded();
        });
        cases.put(Unreadable.class.getSimpleName(), () -> {
            throw new Unreadable();
        });
        cases.put("cyclic", () -> {
            var first = new IllegalStateException("cyclic");
            var second = new IllegalStateException("cyclic too", first);
            first.initCause(second);
            throw first;
        });
        cases.put("deep", () -> nested(100_000));
        cases.forEach((told, task) -> tryOne(pool, ledger, told.strip(), task));
        ledger.promise(
                pool.snapshot().workersLost() == 0, "no worker is lost by what cannot be serialized", pool.snapshot());
    }

    private static void tryOne(Pool pool, Ledger ledger, String told, Task<?> task) {
        try {
            Object value = pool.apply(task);
            // A deep structure may be no trouble at all.
            ledger.promise(told.equals("deep"), "what cannot be serialized is an error", told, value.getClass());
        } catch (Throwable failure) {
            ledger.add("failures with their cause told", 1);
            ledger.promise(
                    told.equals("deep") || tells(failure, told),
                    "the failure tells the original cause: " + told,
                    failure);
        }
        ledger.promise(pool.apply(() -> 42) == 42, "the pool works after a result that is " + told);
    }

    private static boolean tells(Throwable failure, String told) {
        Throwable each = failure;
        for (int depth = 0; each != null && depth < 10; depth++, each = each.getCause())
            if (each.toString().contains(told)) return true;
        return false;
    }

    private static Object nested(int depth) {
        Object nest = "";
        for (int i = 0; i < depth; i++) nest = java.util.List.of(nest);
        return nest;
    }
}
