package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.PrimitiveTypes;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The caller's class loaders as the worker sees them: {@link #SYSTEM} is the worker's own class path, with the caller's behind it; each
 * other number has a loader that asks the caller. Thread-safe.
 */
public final class WorkerLoaders implements ClassLoaders {
    /** Reaches the caller. */
    public interface Caller {
        /**
         * Asks, and waits for the answer.
         *
         * @param kind one of the kinds in {@link io.github.jvmpool.wire.ClassRequest}
         * @param loader the number of the loader to ask
         * @param name of the class or resource
         * @return the answer, from its first byte
         * @throws IOException if the caller cannot be reached
         */
        Source ask(int kind, int loader, String name) throws IOException;
    }

    /** The number of classes that the caller has no loader for. */
    private static final int UNKNOWN = -1;

    private final Caller caller;
    private final ClassLoader system;
    private final SessionVariables variables = new SessionVariables(this);
    private final Map<Integer, ShippingLoader> byId = new ConcurrentHashMap<>();

    /** What the caller is asked goes through {@code caller}, on any thread. */
    public WorkerLoaders(Caller caller) {
        this(caller, ClassLoader.getSystemClassLoader());
    }

    /** Takes {@code system} for the worker's own class path. */
    WorkerLoaders(Caller caller, ClassLoader system) {
        this.caller = caller;
        this.system = system;
    }

    @Override
    public int idOf(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null) return SYSTEM;
        if (loader instanceof ShippingLoader shipping && shipping.loaders() == this) return shipping.id();
        for (ClassLoader each = system; each != null; each = each.getParent()) if (each == loader) return SYSTEM;
        return UNKNOWN;
    }

    /** {@inheritDoc} Called for each class that a value names. */
    @Override
    public Class<?> load(int id, String name) throws ClassNotFoundException {
        Class<?> type = find(id, name);
        variables.named(id, name);
        return type;
    }

    /** {@return the class, for the library itself} */
    Class<?> find(int id, String name) throws ClassNotFoundException {
        Class<?> primitive = PrimitiveTypes.named(name);
        if (primitive != null) return primitive;
        if (id < SYSTEM) throw new ClassNotFoundException(name + ": the caller gave it no class loader");
        return Class.forName(name, false, shipping(id));
    }

    @Override
    public ClassLoader loader(int id) {
        return shipping(id);
    }

    /** {@return the class of that name that any loader of the caller has} */
    Class<?> search(String name) throws IOException, ClassNotFoundException {
        Source answer = ask(ClassRequest.CLASS, ANY, name);
        return switch (answer.int8()) {
            case ClassRequest.PARENT -> Class.forName(name, false, shipping(SYSTEM));
            case ClassRequest.LOADER -> Class.forName(name, false, shipping(answer.int32()));
            default -> throw new ClassNotFoundException(name + ": no class loader of the caller knows it");
        };
    }

    ShippingLoader shipping(int id) {
        ShippingLoader loader = byId.get(id);
        if (loader != null) return loader;
        ShippingLoader made =
                new ShippingLoader(id, this, id == SYSTEM ? system : ClassLoader.getPlatformClassLoader());
        @Nullable ShippingLoader earlier = byId.putIfAbsent(id, made);
        return earlier == null ? made : earlier;
    }

    Source ask(int kind, int loader, String name) throws IOException {
        return caller.ask(kind, loader, name);
    }

    SessionVariables variables() {
        return variables;
    }

    ClassLoader system() {
        return system;
    }

    ClassLoader library() {
        return WorkerLoaders.class.getClassLoader();
    }
}
