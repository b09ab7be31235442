package io.github.jvmpool;

import io.github.jvmpool.launch.ClassFiles;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The {@link ClassBytesSource}s of this JVM; providers are looked up when the first class needs one. */
final class ClassBytesSources implements ClassFiles.Fallback {
    private static final ClassBytesSources ALL = new ClassBytesSources();

    private final List<ClassBytesSource> registered = new CopyOnWriteArrayList<>();

    private ClassBytesSources() {}

    /** Makes them known to the part of the library that reads class files. */
    static void install() {
        ClassFiles.fallback(ALL);
    }

    static void register(ClassBytesSource source) {
        ALL.registered.add(0, Objects.requireNonNull(source, "source"));
        install();
    }

    @Override
    public byte @Nullable [] bytes(Class<?> type) throws IOException {
        for (ClassBytesSource source : registered) {
            byte[] bytes = source.bytes(type);
            if (bytes != null) return bytes;
        }
        for (ClassBytesSource source : ServiceLoader.load(ClassBytesSource.class, type.getClassLoader())) {
            byte[] bytes = source.bytes(type);
            if (bytes != null) return bytes;
        }
        return null;
    }
}
