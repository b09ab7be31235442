package io.github.jvmpool.wire;

import java.security.ProtectionDomain;

/** Tells the library's own classes, which both JVMs have from their own class path, from the user's. */
public final class Library {
    /** What the names of all its packages begin with; the user's may too. */
    public static final String PREFIX = "io.github.jvmpool.";

    private static final ProtectionDomain DOMAIN = Library.class.getProtectionDomain();

    private Library() {}

    /** {@return whether {@code type} comes from where this class comes from} */
    public static boolean defines(Class<?> type) {
        return type.getName().startsWith(PREFIX)
                && type.getClassLoader() == Library.class.getClassLoader()
                && type.getProtectionDomain() == DOMAIN;
    }
}
