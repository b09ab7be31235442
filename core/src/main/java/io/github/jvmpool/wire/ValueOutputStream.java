package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;

/** An object stream without a header, in which each class carries the number of its loader. */
public class ValueOutputStream extends ObjectOutputStream {
    private final ClassLoaders loaders;

    /** Writes to {@code out}. */
    public ValueOutputStream(OutputStream out, ClassLoaders loaders) throws IOException {
        super(out);
        this.loaders = loaders;
    }

    @Override
    protected final void writeStreamHeader() {
        // Both sides know what comes.
    }

    @Override
    protected final void annotateClass(Class<?> type) throws IOException {
        writeLoader(type);
    }

    /** The loaders of the interfaces, in their order, then that of the proxy class itself. */
    @Override
    protected final void annotateProxyClass(Class<?> type) throws IOException {
        if (!Proxy.isProxyClass(type)) throw new AssertionError(type);
        for (Class<?> face : type.getInterfaces()) writeLoader(face);
        writeLoader(type);
    }

    private void writeLoader(Class<?> type) throws IOException {
        Class<?> element = type;
        while (element.isArray()) element = element.getComponentType();
        int loader = element.isPrimitive() ? ClassLoaders.SYSTEM : loaders.idOf(element);
        if (loader >= 0 && loader < 255) {
            writeByte(loader);
        } else {
            writeByte(255);
            writeInt(loader);
        }
    }
}
