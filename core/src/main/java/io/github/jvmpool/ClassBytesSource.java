package io.github.jvmpool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Knows the class files of classes that were made in memory, by a script engine for instance, and whose class loader does not give them as
 * resources. Workers need the files to run tasks that use those classes.
 *
 * <p>A source is {@linkplain #register registered}, or found by {@link java.util.ServiceLoader}. It is asked only where
 * {@link ClassLoader#getResourceAsStream} has no answer, and must be thread-safe.
 */
@FunctionalInterface
public interface ClassBytesSource {
    /**
     * {@return the class file of {@code type}, or null if this source does not know it}
     *
     * @param type a class that a worker asks for
     * @throws IOException if the file exists and cannot be read; the task that needs the class fails with it
     */
    byte @Nullable [] bytes(Class<?> type) throws IOException;

    /** Adds a source for all pools of this JVM; those registered last are asked first. */
    static void register(ClassBytesSource source) {
        ClassBytesSources.register(source);
    }
}
