package io.github.jvmpool.worker;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.ClassSource;
import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Library;
import io.github.jvmpool.wire.Source;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The worker's side of shipping inside this JVM: all it knows comes through byte arrays, because its class path has the library and
 * nothing else.
 */
final class OtherJvm {
    /** What was asked of the caller: "class 1 a.B". */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final ClassSource source = new ClassSource();
    final WorkerLoaders loaders = new WorkerLoaders(this::ask, new LibraryOnly());
    final FunctionTable functions = new FunctionTable(loaders);
    private final Set<Integer> defined = new HashSet<>();

    /** How many bytes the last function took, but for its definition. */
    int bytes;

    /** {@return the function as it arrives on the other side} */
    <T> T ship(T function) throws Exception {
        FunctionShape shape = Objects.requireNonNull(FunctionShapes.of(function), "not a lambda");
        if (defined.add(shape.id())) functions.define(source(shape.definition(source)));
        var encoder = new Encoder(CallerLoaders.shared());
        shape.encode(function, encoder);
        bytes = encoder.position();
        @SuppressWarnings("unchecked")
        T arrived = (T) functions.function(shape.id(), source(encoder.finish()), new Decoder(loaders, null, null));
        return arrived;
    }

    static Source source(Encoded encoded) {
        byte[] bytes = new byte[(int) encoded.length()];
        int done = 0;
        while (done < bytes.length) done += encoded.copy(done, bytes, done, Math.min(100, bytes.length - done));
        return new ArraySource(bytes, 0, bytes.length);
    }

    private Source ask(int kind, int loader, String name) {
        asked.add(List.of("class", "resource", "resources", "variables").get(kind) + " " + loader + " " + name);
        return source(source.answer(kind, loader, name));
    }

    /** A class path with the library alone. */
    private static final class LibraryOnly extends ClassLoader {
        LibraryOnly() {
            super(OtherJvm.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> type = super.loadClass(name, resolve);
            boolean platform = type.getClassLoader() == null || type.getClassLoader() == getPlatformClassLoader();
            if (platform || Library.defines(type)) return type;
            throw new ClassNotFoundException(name);
        }

        @Override
        public URL getResource(String name) {
            return getPlatformClassLoader().getResource(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.emptyEnumeration();
        }
    }
}
