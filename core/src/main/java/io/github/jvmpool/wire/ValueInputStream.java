package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link ValueOutputStream} wrote. */
public class ValueInputStream extends ObjectInputStream {
    private final ClassLoaders loaders;

    /** Reads from {@code in}. */
    public ValueInputStream(InputStream in, ClassLoaders loaders) throws IOException {
        super(in);
        this.loaders = loaders;
    }

    @Override
    protected final void readStreamHeader() {
        // There is none.
    }

    @Override
    protected final Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        return load(readLoader(), description.getName());
    }

    @Override
    @SuppressWarnings("deprecation") // only Proxy.getProxyClass gives a class without an instance
    protected final Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
        Class<?>[] faces = new Class<?>[names.length];
        for (int i = 0; i < names.length; i++) faces[i] = load(readLoader(), names[i]);
        ClassLoader loader = loaders.loader(readLoader());
        // A class that sees an interface which is not public must come from the same loader as that.
        for (Class<?> face : faces) if (!Modifier.isPublic(face.getModifiers())) loader = face.getClassLoader();
        try {
            return Proxy.getProxyClass(loader, faces);
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("proxy class of " + String.join(", ", names), e);
        }
    }

    private int readLoader() throws IOException {
        int loader = readUnsignedByte();
        return loader == 255 ? readInt() : loader;
    }

    private Class<?> load(int loader, String name) throws ClassNotFoundException {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') dimensions++;
        if (dimensions == 0) {
            Class<?> primitive = loader == ClassLoaders.SYSTEM ? primitive(name) : null;
            return primitive != null ? primitive : loaders.load(loader, name);
        }
        if (dimensions > 255) throw new ClassNotFoundException("array of " + dimensions + " dimensions");
        int end = name.length() - 1;
        if (end - dimensions < 1 || name.charAt(dimensions) != 'L' || name.charAt(end) != ';') {
            return Class.forName(name, false, null);
        }
        Class<?> type = load(loader, name.substring(dimensions + 1, end));
        for (int i = 0; i < dimensions; i++) type = type.arrayType();
        return type;
    }

    private static @Nullable Class<?> primitive(String name) {
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
