package io.github.jvmpool.wire;

/**
 * Names class loaders by numbers that mean the same in both JVMs: each class in an object stream carries the number of its loader.
 */
public interface ClassLoaders {
    /** The number of the system class loader and the loaders above it. */
    int SYSTEM = 0;

    /** In a question for a class: whichever loader has it. */
    int ANY = -2;

    /** {@return the number of the loader that defined {@code type}} */
    int idOf(Class<?> type);

    /**
     * {@return the class of that name}
     *
     * @param loader the number of the loader
     * @param name as {@link Class#getName()} gives it
     * @throws ClassNotFoundException if it cannot be had; the message names the class and the loader
     */
    Class<?> load(int loader, String name) throws ClassNotFoundException;

    /** {@return the loader of that number, for code that needs one} */
    ClassLoader loader(int loader);
}
