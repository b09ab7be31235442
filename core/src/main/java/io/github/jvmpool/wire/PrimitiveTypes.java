package io.github.jvmpool.wire;

import org.jspecify.annotations.Nullable;

/** The classes that {@link Class#forName(String)} does not know. */
public final class PrimitiveTypes {
    private PrimitiveTypes() {}

    /** {@return the primitive type, or {@code void}, of that name, or null} */
    public static @Nullable Class<?> named(String name) {
        return switch (name) {
            case "int" -> int.class;
            case "long" -> long.class;
            case "double" -> double.class;
            case "boolean" -> boolean.class;
            case "byte" -> byte.class;
            case "char" -> char.class;
            case "short" -> short.class;
            case "float" -> float.class;
            case "void" -> void.class;
            default -> null;
        };
    }
}
