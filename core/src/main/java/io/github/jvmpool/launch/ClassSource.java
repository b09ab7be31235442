package io.github.jvmpool.launch;

import io.github.jvmpool.wire.ArrayEncoded;
import io.github.jvmpool.wire.ClassBundle;
import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.PlainSink;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers what one worker asks about this JVM's classes and resources, and remembers which classes that worker has got. Runs code of the
 * user's class loaders, which may take long: never on a thread that others wait for. Thread-safe.
 */
public final class ClassSource {
    private final CallerLoaders loaders = CallerLoaders.shared();

    /** Loader number and name of every class that was sent. */
    private final Set<String> sent = ConcurrentHashMap.newKeySet();

    /**
     * {@return the answer to a worker's request} Never throws: what goes wrong is the answer.
     *
     * @param kind one of the kinds in {@link ClassRequest}
     * @param loader the number of the loader to ask
     * @param name of the class or resource
     */
    public Encoded answer(int kind, int loader, String name) {
        try {
            if (loader == ClassLoaders.ANY && kind == ClassRequest.CLASS) return whoever(name);
            ClassLoader asked = loaders.find(loader);
            if (asked == null) return failed("class loader " + loader + " is unknown or has been collected");
            return switch (kind) {
                case ClassRequest.CLASS -> type(loader, asked, name);
                case ClassRequest.RESOURCE -> resource(loader, asked, name);
                case ClassRequest.RESOURCES -> resources(loader, asked, name);
                case ClassRequest.VARIABLES -> variables(asked, name);
                default -> failed("unknown kind of request: " + kind);
            };
        } catch (IOException unreadable) {
            return failed(String.valueOf(unreadable.getMessage()));
        } catch (ShippingFailure refused) {
            return failed(String.valueOf(refused.getMessage()));
        } catch (Exception | LinkageError | StackOverflowError failure) {
            return failed(name + " cannot be had from the caller: " + failure);
        }
    }

    /** {@return those of {@code files} that this worker has not got, which from now on it has} */
    ClassBundle unsent(int loader, Map<String, byte[]> files) {
        var rest = new LinkedHashMap<String, byte[]>();
        for (var file : files.entrySet())
            if (sent.add(loader + "/" + file.getKey())) rest.put(file.getKey(), file.getValue());
        return new ClassBundle(rest);
    }

    /** Names the loader that has the class, whichever that is. */
    private Encoded whoever(String name) {
        Class<?> type = loaders.search(name);
        if (type == null) return only(ClassRequest.MISSING);
        int definer = loaders.idOf(type);
        var answer = new PlainSink();
        answer.int8(definer == ClassLoaders.SYSTEM ? ClassRequest.PARENT : ClassRequest.LOADER);
        if (definer != ClassLoaders.SYSTEM) answer.int32(definer);
        return answer.finish();
    }

    private Encoded type(int id, ClassLoader loader, String name) throws IOException {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException unknown) {
            return only(ClassRequest.MISSING);
        }
        int definer = loaders.idOf(type);
        var answer = new PlainSink();
        if (definer != id) {
            answer.int8(definer == ClassLoaders.SYSTEM ? ClassRequest.PARENT : ClassRequest.LOADER);
            if (definer != ClassLoaders.SYSTEM) answer.int32(definer);
            return answer.finish();
        }
        // What the worker's own JDK lacks cannot be had from another one.
        if (isPlatform(type.getClassLoader())) return only(ClassRequest.MISSING);

        answer.int8(ClassRequest.BYTES);
        Map<String, byte[]> files = ClassFiles.withNeighbours(type);
        Map<String, byte[]> rest = new LinkedHashMap<>(unsent(id, files).files());
        // Always with what was asked for: it may be in another answer too, but that one may not have arrived.
        rest.put(name, Objects.requireNonNull(files.get(name)));
        new ClassBundle(rest).write(answer);
        return answer.finish();
    }

    private Encoded resource(int id, ClassLoader loader, String name) throws IOException {
        URL found = loader.getResource(name);
        if (id != ClassLoaders.SYSTEM && found != null && same(found, ClassLoader.getSystemResource(name)))
            return only(ClassRequest.PARENT);
        try (InputStream in = found == null ? loader.getResourceAsStream(name) : open(found)) {
            if (in == null) return only(ClassRequest.MISSING);
            var answer = new PlainSink();
            answer.int8(ClassRequest.BYTES);
            answer.block(in.readAllBytes());
            return answer.finish();
        }
    }

    private Encoded resources(int id, ClassLoader loader, String name) throws IOException {
        List<String> above = new ArrayList<>();
        if (id != ClassLoaders.SYSTEM)
            for (URL each : Collections.list(ClassLoader.getSystemResources(name))) above.add(each.toExternalForm());
        boolean parent = false;
        List<byte[]> own = new ArrayList<>();
        for (URL each : Collections.list(loader.getResources(name))) {
            if (above.contains(each.toExternalForm())) {
                parent = true;
                continue;
            }
            try (InputStream in = open(each)) {
                own.add(in.readAllBytes());
            }
        }
        if (own.isEmpty() && !parent) return only(ClassRequest.MISSING);
        var answer = new PlainSink();
        answer.int8(ClassRequest.BYTES);
        answer.int8(parent ? 1 : 0);
        answer.int32(own.size());
        for (byte[] each : own) answer.block(each);
        return answer.finish();
    }

    private static Encoded variables(ClassLoader loader, String name) throws ClassNotFoundException {
        ReplVariables reached = ReplVariables.of(Class.forName(name, false, loader));
        if (reached.isEmpty()) return only(ClassRequest.MISSING);
        var answer = new Encoder(CallerLoaders.shared());
        answer.int8(ClassRequest.BYTES);
        reached.encode(new Object[0], "code of " + name, answer);
        return answer.finish();
    }

    private static InputStream open(URL url) throws IOException {
        var connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static boolean same(URL one, @Nullable URL other) {
        // URL.equals asks the name service.
        return other != null && one.toExternalForm().equals(other.toExternalForm());
    }

    private static boolean isPlatform(@Nullable ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static Encoded only(int answer) {
        return new ArrayEncoded(new byte[] {(byte) answer});
    }

    private static Encoded failed(String why) {
        var answer = new PlainSink();
        answer.int8(ClassRequest.FAILED);
        answer.text(why);
        return answer.finish();
    }
}
