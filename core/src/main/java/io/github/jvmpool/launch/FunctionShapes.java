package io.github.jvmpool.launch;

import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Finds the {@link FunctionShape} of a function. A shape lives as long as the class of the lambdas it describes. Thread-safe. */
public final class FunctionShapes {
    private static final AtomicInteger LAST = new AtomicInteger(-1);

    private static final ClassValue<Entry> ENTRIES = new ClassValue<>() {
        @Override
        protected Entry computeValue(Class<?> type) {
            return new Entry();
        }
    };

    private FunctionShapes() {}

    /**
     * {@return the shape of a lambda or method reference; null for any other object, which travels as a value}
     *
     * @throws ShippingFailure if it is a lambda that cannot travel
     */
    public static @Nullable FunctionShape of(Object function) throws ShippingFailure {
        Class<?> type = function.getClass();
        Entry entry = ENTRIES.get(type);
        FunctionShape shape = entry.shape;
        return shape != null || entry.isValue ? shape : entry.fill(function);
    }

    /** What is known of one class of functions. */
    private static final class Entry {
        volatile @Nullable FunctionShape shape;
        volatile boolean isValue;

        synchronized @Nullable FunctionShape fill(Object function) throws ShippingFailure {
            if (shape != null || isValue) return shape;
            SerializedLambda lambda = lambda(function);
            Class<?> capturing = lambda == null ? null : capturing(function, lambda);
            // Reflection may not enter the JDK's own classes in the worker either.
            if (lambda == null || capturing == null || isPlatform(capturing)) isValue = true;
            else shape = FunctionShape.discover(LAST.incrementAndGet(), function, lambda, capturing);
            return shape;
        }
    }

    private static boolean isPlatform(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    private static @Nullable SerializedLambda lambda(Object function) throws ShippingFailure {
        Class<?> type = function.getClass();
        // Since JDK 15 lambdas are instances of hidden classes; and a hidden class cannot be found by name on the other
        // side.
        if (!type.isHidden()) return null;
        if (!(function instanceof Serializable)) throw notSerializable(type);
        try {
            return LambdaProbe.of(function);
        } catch (IOException | RuntimeException failure) {
            throw new ShippingFailure(
                    "the function " + type.getName() + " cannot be serialized: " + failure, type.getName(), failure);
        }
    }

    private static Class<?> capturing(Object function, SerializedLambda lambda) throws ShippingFailure {
        String name = lambda.getCapturingClass().replace('/', '.');
        try {
            return Class.forName(name, false, function.getClass().getClassLoader());
        } catch (ClassNotFoundException | LinkageError failure) {
            throw new ShippingFailure(
                    "the lambda in " + name + " cannot travel: its class loader "
                            + function.getClass().getClassLoader() + " does not find that class by its name",
                    name,
                    failure);
        }
    }

    private static ShippingFailure notSerializable(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        String where = lambda < 0 ? "function " + name : "lambda or method reference in " + name.substring(0, lambda);
        String interfaces = Arrays.stream(type.getInterfaces())
                .map(Class::getName)
                .reduce((a, b) -> a + ", " + b)
                .orElse("its type");
        return new ShippingFailure(
                "the " + where + " is not serializable, because it was made as " + interfaces
                        + "; declare it as one of io.github.jvmpool's function types (Task, VoidTask, Fn, …) or as a type that is Serializable too",
                name,
                null);
    }
}
