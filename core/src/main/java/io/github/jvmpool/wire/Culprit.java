package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.OutputStream;
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
            try {
                tracker.writeObject(value);
                return new Culprit(value, null);
            } catch (Throwable again) {
                Object start = tracker.first == null ? value : tracker.first;
                return new Culprit(start, thrower == null ? tracker.last : tracker.lastOfThrower);
            }
        } catch (IOException e) {
            return new Culprit(value, null);
        }
    }

    private static final class Tracker extends ValueOutputStream {
        private final @Nullable String thrower;
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
