package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Serializes a value a second time, into nothing, in order to see at which object it fails. */
final class Culprit {
    /** Where the object graph really begins: the value, or what its {@code writeReplace} gave. */
    final Object start;

    /** The object to blame, or null if it was not seen. */
    final @Nullable Object object;

    private Culprit(Object start, @Nullable Object object) {
        this.start = start;
        this.object = object;
    }

    /**
     * {@return the culprit}
     *
     * @param thrower the class whose own code threw, or null to blame the last object of all
     */
    static Culprit find(Object value, @Nullable String thrower) {
        try (var tracker = new Tracker(thrower)) {
            tracker.writeObject(new Start(value));
            if (!tracker.failed) return new Culprit(value, null);
            // The JDK's own replacements say nothing to a user.
            Object first = tracker.first;
            Object start = first == null || value.getClass().getClassLoader() == null ? value : first;
            return new Culprit(start, thrower == null ? tracker.last : tracker.lastOfThrower);
        } catch (IOException e) {
            return new Culprit(value, null);
        }
    }

    /** Stops the failure before the stream adds the exception to what it writes. */
    private static final class Start implements Serializable {
        private final transient Object value;

        Start(Object value) {
            this.value = value;
        }

        private void writeObject(ObjectOutputStream out) {
            try {
                out.writeObject(value);
            } catch (Throwable again) {
                ((Tracker) out).failed = true;
            }
        }
    }

    private static final class Tracker extends ValueOutputStream {
        private final @Nullable String thrower;
        private boolean failed;
        private @Nullable Object first;
        private @Nullable Object last;
        private @Nullable Object lastOfThrower;

        Tracker(@Nullable String thrower) throws IOException {
            super(OutputStream.nullOutputStream(), new NoLoaders());
            this.thrower = thrower;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (failed || object instanceof Start) return object;
            if (first == null) first = object;
            last = object;
            for (Class<?> type = object.getClass(); thrower != null && type != null; type = type.getSuperclass()) {
                if (type.getName().equals(thrower)) lastOfThrower = object;
            }
            return object;
        }
    }

    /** Numbers are of no interest here. */
    private static final class NoLoaders implements ClassLoaders {
        @Override
        public int idOf(Class<?> type) {
            return SYSTEM;
        }

        @Override
        public Class<?> load(int loader, String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name);
        }

        @Override
        public ClassLoader loader(int loader) {
            return ClassLoader.getSystemClassLoader();
        }
    }
}
