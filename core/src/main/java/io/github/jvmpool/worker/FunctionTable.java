package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ClassBundle;
import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.ShapeData;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The functions this worker has been told of, by number. A function whose class cannot be had fails each task that needs it and nothing
 * else. Thread-safe.
 */
public final class FunctionTable {
    private static final @Nullable Object[] NOTHING = {};

    private final WorkerLoaders loaders;
    private volatile @Nullable Function[] functions = new Function[16];

    /** Takes classes from {@code loaders}. */
    public FunctionTable(WorkerLoaders loaders) {
        this.loaders = loaders;
    }

    /** Learns a function, from what the caller's shape of it gives as its definition. Loads no class. */
    public synchronized void define(Source definition) throws IOException {
        ShapeData shape = ShapeData.read(definition);
        ClassBundle bundle = ClassBundle.read(definition);
        if (bundle != ClassBundle.EMPTY) loaders.shipping(shape.loader()).offer(bundle);
        @Nullable Function[] table = functions;
        if (shape.id() >= table.length) table = Arrays.copyOf(table, Math.max(table.length * 2, shape.id() + 1));
        table[shape.id()] = new Function(shape);
        // Written even if it is the same array: it publishes the new element.
        functions = table;
    }

    /** Makes ready what code of the values that have arrived may use. To be called before that code runs. */
    void catchUp() throws IOException, ReflectiveOperationException {
        loaders.variables().catchUp();
    }

    /** {@return the context class loader for code of {@code function}: what stands here for the loader of its class} */
    ClassLoader contextOf(Object function) {
        ClassLoader own = function.getClass().getClassLoader();
        return own instanceof ShippingLoader ? own : loaders.loader(ClassLoaders.SYSTEM);
    }

    /**
     * {@return the function as it was on the caller}
     *
     * @param shape its number
     * @param captured holds its captured values, and is read up to their end
     * @param decoder reads them
     * @throws ClassNotFoundException if its class cannot be had; the message names class and loader
     * @throws IOException if the captured values, or the number, make no sense
     */
    public Object function(int shape, Source captured, Decoder decoder)
            throws IOException, ReflectiveOperationException {
        Function function = find(shape);
        @Nullable Object[] values = NOTHING;
        int count = function.shape.captures();
        if (count > 0) {
            values = new Object[count];
            for (int i = 0; i < count; i++) values[i] = decoder.value(captured);
        }
        if (function.shape.variables()) loaders.variables().set(captured, decoder);
        return function.with(values);
    }

    private Function find(int shape) throws IOException {
        @Nullable Function[] table = functions;
        Function function = shape < 0 || shape >= table.length ? null : table[shape];
        if (function == null) throw new IOException("function " + shape + " has not been defined in this worker");
        return function;
    }

    /** Makes the instances of one shape. */
    private final class Function {
        final ShapeData shape;
        /** The class it stands in. Set after {@link #maker}. */
        private volatile @Nullable Class<?> capturing;

        /** The method of that class that makes instances; null if its module is closed to this library. */
        private volatile @Nullable Method maker;

        private volatile @Nullable Object only;

        Function(ShapeData shape) {
            this.shape = shape;
        }

        Object with(@Nullable Object[] captured) throws IOException, ReflectiveOperationException {
            Object made = only;
            if (made != null) return made;
            Class<?> type = capturing;
            if (type == null) type = find();
            made = make(type, captured);
            if (captured.length == 0) only = made;
            return made;
        }

        private Class<?> find() throws ReflectiveOperationException {
            Class<?> type = loaders.find(shape.loader(), shape.capturingType());
            try {
                Method method = type.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
                if (method.trySetAccessible()) maker = method;
            } catch (NoSuchMethodException notTheCallersClass) {
                throw new ClassNotFoundException(
                        shape.capturingType() + " as " + loaders.loader(shape.loader())
                                + " gives it has no serializable lambda: it is not the class that the caller has",
                        notTheCallersClass);
            }
            capturing = type;
            return type;
        }

        private Object make(Class<?> type, @Nullable Object[] captured)
                throws IOException, ReflectiveOperationException {
            Method method = maker;
            if (method == null) return ClosedModules.lambda(serialized(type, indexes(captured.length)), type, captured);
            try {
                Object made = method.invoke(null, serialized(type, captured));
                if (made == null) throw new IOException(shape.capturingType() + " made no function");
                return made;
            } catch (InvocationTargetException failure) {
                Throwable cause = failure.getCause();
                if (cause instanceof Error error) throw error;
                throw new IOException(
                        "the function " + shape.implementationMethod() + " cannot be made from " + shape.capturingType()
                                + " as " + loaders.loader(shape.loader()) + " gives it: " + cause,
                        cause);
            }
        }

        private SerializedLambda serialized(Class<?> type, @Nullable Object[] captured) {
            return new SerializedLambda(
                    type,
                    shape.interfaceClass(),
                    shape.interfaceMethod(),
                    shape.interfaceSignature(),
                    shape.implementationKind(),
                    shape.implementationClass(),
                    shape.implementationMethod(),
                    shape.implementationSignature(),
                    shape.instantiatedType(),
                    captured);
        }

        private static Object[] indexes(int count) {
            Object[] indexes = new Object[count];
            for (int i = 0; i < count; i++) indexes[i] = i;
            return indexes;
        }
    }
}
