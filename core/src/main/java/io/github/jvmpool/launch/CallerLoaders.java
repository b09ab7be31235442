package io.github.jvmpool.launch;

import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.Library;
import io.github.jvmpool.wire.PrimitiveTypes;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the class loaders of this JVM for its workers: {@link #SYSTEM} for the system loader and those above it, 1, 2, 3 … for others in
 * the order they are met. A number is never used again; the loaders are held weakly. Thread-safe.
 */
public final class CallerLoaders implements ClassLoaders {
    private static final CallerLoaders SHARED = new CallerLoaders();

    private final ClassLoader library = CallerLoaders.class.getClassLoader();
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();

    /** Guarded by itself, as are the other two. */
    private final Map<Object, Key> keys = new HashMap<>();

    private final Map<Integer, Key> byId = new HashMap<>();
    private int last;

    private final ClassValue<Integer> ids = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return idOf(type.getClassLoader());
        }
    };

    private CallerLoaders() {}

    /** {@return the numbers of this JVM: the same for all its pools} */
    public static CallerLoaders shared() {
        return SHARED;
    }

    @Override
    public int idOf(Class<?> type) {
        return ids.get(type);
    }

    /** {@return the number of {@code loader}, where null is the boot loader} */
    public int idOf(@Nullable ClassLoader loader) {
        if (isSystem(loader)) return SYSTEM;
        synchronized (keys) {
            expunge();
            Key key = keys.get(new Probe(loader));
            if (key == null) {
                key = new Key(loader, ++last, collected);
                keys.put(key, key);
                byId.put(key.id, key);
            }
            return key.id;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A class that only the worker knows has a negative number there; it is looked for in the thread's context loader.
     */
    @Override
    public Class<?> load(int id, String name) throws ClassNotFoundException {
        Class<?> primitive = PrimitiveTypes.named(name);
        if (primitive != null) return primitive;
        if (id == SYSTEM) return loadSystem(name);
        if (id > SYSTEM) return Class.forName(name, false, held(id, name));

        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(name, false, context);
        } catch (ClassNotFoundException unknown) {
            throw new ClassNotFoundException(
                    name
                            + ": the class was defined by a class loader that exists only in the worker, and the context class loader "
                            + context + " of thread " + Thread.currentThread().getName() + " does not know it",
                    unknown);
        }
    }

    @Override
    public ClassLoader loader(int id) {
        if (id == SYSTEM) return ClassLoader.getSystemClassLoader();
        ClassLoader held = find(id);
        if (held == null) throw new IllegalStateException("class loader " + id + " is unknown or has been collected");
        return held;
    }

    /** {@return the loader of that number, or null if there is none or none any more} */
    @Nullable
    ClassLoader find(int id) {
        if (id == SYSTEM) return ClassLoader.getSystemClassLoader();
        synchronized (keys) {
            Key key = byId.get(id);
            return key == null ? null : key.get();
        }
    }

    /** {@return the class of that name that one of the numbered loaders has, or null} */
    public @Nullable Class<?> search(String name) {
        List<ClassLoader> loaders = new ArrayList<>();
        synchronized (keys) {
            for (Key key : byId.values()) {
                ClassLoader loader = key.get();
                if (loader != null) loaders.add(loader);
            }
        }
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException unknown) {
                // The next one may know it.
            }
        }
        return null;
    }

    private Class<?> loadSystem(String name) throws ClassNotFoundException {
        // The worker has the library on its class path even if the caller has it in a loader of its own.
        if (name.startsWith(Library.PREFIX) || name.contains("[L" + Library.PREFIX)) {
            try {
                return Class.forName(name, false, library);
            } catch (ClassNotFoundException notOurs) {
                return system(name);
            }
        }
        return system(name);
    }

    private static Class<?> system(String name) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new ClassNotFoundException(name + ": not found by the caller's system class loader", missing);
        }
    }

    private ClassLoader held(int id, String name) throws ClassNotFoundException {
        ClassLoader loader = find(id);
        if (loader == null)
            throw new ClassNotFoundException(
                    name + ": its class loader, number " + id + ", is unknown or has been collected");
        return loader;
    }

    static boolean isSystem(@Nullable ClassLoader loader) {
        if (loader == null) return true;
        for (ClassLoader each = ClassLoader.getSystemClassLoader(); each != null; each = each.getParent())
            if (each == loader) return true;
        return false;
    }

    private void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            Key key = (Key) gone;
            keys.remove(key);
            byId.remove(key.id);
        }
    }

    /** A loader by identity: its own {@code equals} is user code. */
    private static final class Key extends WeakReference<ClassLoader> {
        final int id;
        private final int hash;

        Key(@Nullable ClassLoader loader, int id, ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.id = id;
            this.hash = System.identityHashCode(loader);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }

    /** Finds the {@link Key} of a loader. */
    private record Probe(@Nullable ClassLoader loader) {
        @Override
        public int hashCode() {
            return System.identityHashCode(loader);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.refersTo(loader);
        }
    }
}
