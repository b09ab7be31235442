package io.github.jvmpool.launch;

import io.github.jvmpool.wire.Library;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the files of loaded classes. Runs code of the user's class loaders. */
public final class ClassFiles {
    /** Knows the files of classes whose loaders do not give them. */
    public interface Fallback {
        /** {@return the file of {@code type}, or null if it does not know that class} */
        byte @Nullable [] bytes(Class<?> type) throws IOException;
    }

    private static final int MOST_CLASSES = 64;
    private static final int MOST_BYTES = 512 * 1024;

    private static volatile @Nullable Fallback fallback;

    private ClassFiles() {}

    /** From now on {@code last} is asked where a class loader has no answer. */
    public static void fallback(Fallback last) {
        fallback = last;
    }

    /**
     * {@return the file of {@code type}}
     *
     * @throws IOException if it cannot be had; the message names class and loader and says what to do
     */
    static byte[] of(Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        ClassLoader loader = type.getClassLoader();
        Exception reason = null;
        try (InputStream in =
                loader == null ? ClassLoader.getSystemResourceAsStream(path) : loader.getResourceAsStream(path)) {
            if (in != null) return in.readAllBytes();
        } catch (IOException | RuntimeException unreadable) {
            reason = unreadable;
        }
        Fallback last = fallback;
        byte[] bytes = last == null ? null : last.bytes(type);
        if (bytes != null) return bytes;
        throw new IOException(
                type.getName() + " cannot be sent to a worker: its class loader " + loader
                        + " does not give the class file ("
                        + (reason == null ? "getResourceAsStream(\"" + path + "\") returned null" : reason.toString())
                        + "); let the loader find it as a resource, or register an io.github.jvmpool.ClassBytesSource that knows it",
                reason);
    }

    /**
     * {@return the file of {@code root} and, behind it, of those classes of the same loader that it will need first: its nest, and the
     * classes that the nest mentions} No more than a bounded number of classes and bytes, but always {@code root}.
     */
    static Map<String, byte[]> withNeighbours(Class<?> root) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        byte[] first = of(root);
        files.put(root.getName(), first);
        int size = first.length;
        var candidates = new ArrayDeque<Class<?>>(nest(root));
        candidates.addAll(mentioned(root, first));
        for (Class<?> type = candidates.poll(); type != null && files.size() < MOST_CLASSES; type = candidates.poll()) {
            if (files.containsKey(type.getName())) continue;
            try {
                byte[] file = of(type);
                if (size + file.length > MOST_BYTES) continue;
                size += file.length;
                files.put(type.getName(), file);
                if (type.isNestmateOf(root)) candidates.addAll(mentioned(type, file));
            } catch (IOException | RuntimeException | LinkageError askedForLater) {
                // Only a guess of what will be needed: if it really is, the worker asks and gets the reason.
            }
        }
        return files;
    }

    private static List<Class<?>> nest(Class<?> root) {
        var mates = new ArrayList<Class<?>>();
        try {
            for (Class<?> mate : root.getNestMembers()) if (!mate.isHidden()) mates.add(mate);
        } catch (LinkageError broken) {
            mates.clear();
        }
        return mates;
    }

    private static List<Class<?>> mentioned(Class<?> by, byte[] file) throws IOException {
        var found = new ArrayList<Class<?>>();
        for (String name : new ClassFile(file).mentioned()) {
            if (name.startsWith("java.")) continue;
            try {
                // Compiles the class in the JDK's source launcher; elsewhere it tells who defines it.
                Class<?> type = Class.forName(name, false, by.getClassLoader());
                if (type.getClassLoader() == by.getClassLoader() && !Library.defines(type)) found.add(type);
            } catch (ClassNotFoundException | LinkageError | RuntimeException optional) {
                // The class may do without it. If not, the worker asks.
            }
        }
        return found;
    }
}
