package io.github.jvmpool.home;

import io.github.jvmpool.wire.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who started this JVM. All that a worker loads of this package before it uses a shared object. */
public final class Family {
    /** Reaches the JVM that started this one. */
    public interface Parent {
        /** {@return the address of the first JVM's home} */
        Source home() throws IOException;

        /** {@return the class of that name that any loader there has} */
        Class<?> find(String name) throws IOException, ClassNotFoundException;
    }

    private static volatile @Nullable Parent parent;

    private Family() {}

    /** Tells that this JVM was started by another one of the family. */
    public static void startedBy(Parent starter) {
        parent = starter;
    }

    /** {@return the one that started this JVM, or null if this is the first of the family} */
    static @Nullable Parent parent() {
        return parent;
    }
}
