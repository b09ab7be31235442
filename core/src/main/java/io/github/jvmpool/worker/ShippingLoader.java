package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ClassBundle;
import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Library;
import io.github.jvmpool.wire.PlainData;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the worker for one class loader of the caller. The JDK's and the library's classes come from this JVM; all else is asked from
 * the caller, whose answers are kept. The one for the system loader looks on the worker's own class path first. Thread-safe.
 */
final class ShippingLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final Object MISSING = new Object();

    private final int id;
    private final WorkerLoaders loaders;

    /** Class files that came along with others and are not classes yet. */
    private final Map<String, byte[]> fetched = new ConcurrentHashMap<>();

    /** Classes of other loaders that stand for a name here, or {@link #MISSING}. */
    private final Map<String, Object> known = new ConcurrentHashMap<>();

    private final Map<String, Boolean> missingResources = new ConcurrentHashMap<>();

    ShippingLoader(int id, WorkerLoaders loaders, ClassLoader parent) {
        super(parent);
        this.id = id;
        this.loaders = loaders;
    }

    int id() {
        return id;
    }

    WorkerLoaders loaders() {
        return loaders;
    }

    /** Keeps class files, for when they are needed; what the caller has now is no longer missing. */
    void offer(ClassBundle bundle) {
        for (Map.Entry<String, byte[]> file : bundle.files().entrySet()) {
            String name = file.getKey();
            synchronized (getClassLoadingLock(name)) {
                if (findLoadedClass(name) != null) continue;
                fetched.put(name, file.getValue());
                known.remove(name, MISSING);
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> type = findLoadedClass(name);
            if (type == null) type = find(name);
            if (resolve) resolveClass(type);
            return type;
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        byte[] file = fetched.remove(name);
        if (file != null) return defineClass(name, file, 0, file.length);

        Object answer = known.get(name);
        if (answer instanceof Class<?> type) return type;
        if (answer == null) {
            Class<?> local = local(name);
            if (local != null) return local;
            answer = ask(name);
            if (answer instanceof ClassBundle bundle) return define(name, bundle);
            known.put(name, answer);
            if (answer instanceof Class<?> type) return type;
        }
        throw new ClassNotFoundException(name + ": not found by " + this);
    }

    /** {@return what this JVM itself has under that name, or null} */
    private @Nullable Class<?> local(String name) {
        try {
            if (id == ClassLoaders.SYSTEM) return loaders.system().loadClass(name);
            if (name.startsWith(Library.PREFIX)) {
                Class<?> type = loaders.library().loadClass(name);
                return Library.defines(type) ? type : null;
            }
            return getPlatformClassLoader().loadClass(name);
        } catch (ClassNotFoundException shipped) {
            return null;
        }
    }

    private Class<?> define(String name, ClassBundle bundle) throws ClassNotFoundException {
        byte[] file = bundle.files().get(name);
        if (file == null) throw new ClassNotFoundException(name + ": the caller answered with other classes");
        offer(bundle);
        fetched.remove(name);
        return defineClass(name, file, 0, file.length);
    }

    /** {@return a {@link ClassBundle} with the class, or the {@link Class}, or {@link #MISSING}} */
    private Object ask(String name) throws ClassNotFoundException {
        try {
            Source answer = loaders.ask(ClassRequest.CLASS, id, name);
            int kind = answer.int8();
            switch (kind) {
                case ClassRequest.BYTES -> {
                    return ClassBundle.read(answer);
                }
                case ClassRequest.PARENT -> {
                    return loaders.shipping(ClassLoaders.SYSTEM).loadClass(name);
                }
                case ClassRequest.LOADER -> {
                    return loaders.shipping(answer.int32()).loadClass(name);
                }
                case ClassRequest.MISSING -> {
                    return MISSING;
                }
                case ClassRequest.FAILED -> throw new ClassNotFoundException(PlainData.text(answer));
                default -> throw new IOException("unknown answer " + kind + " of the caller");
            }
        } catch (IOException unanswered) {
            throw new ClassNotFoundException(
                    name + ": the caller could not be asked: " + unanswered.getMessage(), unanswered);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        ClassLoader local = id == ClassLoaders.SYSTEM ? loaders.system() : getPlatformClassLoader();
        URL found = local.getResource(name);
        return found != null ? found : findResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (id == ClassLoaders.SYSTEM) {
            Enumeration<URL> local = loaders.system().getResources(name);
            if (local.hasMoreElements()) return local;
        }
        return findResources(name);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        URL found = getResource(name);
        try {
            return found == null ? null : found.openStream();
        } catch (IOException gone) {
            return null;
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        if (missingResources.containsKey(name)) return null;
        try {
            Source answer = loaders.ask(ClassRequest.RESOURCE, id, name);
            int kind = answer.int8();
            switch (kind) {
                case ClassRequest.BYTES -> {
                    return ResourceHandler.url(this, name, PlainData.block(answer));
                }
                case ClassRequest.PARENT -> {
                    return loaders.shipping(ClassLoaders.SYSTEM).getResource(name);
                }
                case ClassRequest.MISSING -> {
                    missingResources.put(name, true);
                    return null;
                }
                case ClassRequest.FAILED -> throw new IOException(PlainData.text(answer));
                default -> throw new IOException("unknown answer " + kind + " of the caller");
            }
        } catch (IOException unanswered) {
            throw new UncheckedIOException(name + ": the caller could not be asked", unanswered);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        if (missingResources.containsKey(name)) return Collections.emptyEnumeration();
        Source answer = loaders.ask(ClassRequest.RESOURCES, id, name);
        int kind = answer.int8();
        if (kind == ClassRequest.MISSING) {
            missingResources.put(name, true);
            return Collections.emptyEnumeration();
        }
        if (kind == ClassRequest.FAILED) throw new IOException(PlainData.text(answer));
        if (kind != ClassRequest.BYTES) throw new IOException("unknown answer " + kind + " of the caller");
        List<URL> urls = new ArrayList<>();
        if (answer.int8() != 0)
            urls.addAll(Collections.list(loaders.shipping(ClassLoaders.SYSTEM).getResources(name)));
        int count = answer.int32();
        for (int i = 0; i < count; i++) urls.add(ResourceHandler.url(this, name, PlainData.block(answer)));
        return Collections.enumeration(urls);
    }

    /** Names the caller's loader it stands for. */
    @Override
    public String toString() {
        return id == ClassLoaders.SYSTEM
                ? "the worker's class path and the caller's system class loader"
                : "the caller's class loader number " + id;
    }
}
