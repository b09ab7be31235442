package io.github.jvmpool.launch;

import io.github.jvmpool.wire.ClassBundle;
import io.github.jvmpool.wire.ClassLoaders;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Library;
import io.github.jvmpool.wire.PlainSink;
import io.github.jvmpool.wire.ShapeData;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all instances of one lambda expression or method reference have in common. A worker gets its {@link #definition} once and then, for
 * each instance, only its number and the captured values. Immutable and thread-safe.
 */
public final class FunctionShape {
    private static final @Nullable Object[] NOTHING = {};

    private final ShapeData data;
    private final Class<?> capturing;

    /** The capturing class and its neighbours; empty where the worker has it on its class path. */
    private final Map<String, byte[]> files;

    /** Hold the captured values, in order; null if they may not be read, or do not hold what the serialized form does. */
    private final Field @Nullable [] fields;

    private final @Nullable ReplVariables variables;

    private FunctionShape(
            ShapeData data,
            Class<?> capturing,
            Map<String, byte[]> files,
            Field @Nullable [] fields,
            @Nullable ReplVariables variables) {
        this.data = data;
        this.capturing = capturing;
        this.files = files;
        this.fields = fields;
        this.variables = variables;
    }

    /** Describes the functions of the same class as {@code function}, whose serialized form is {@code lambda}. */
    static FunctionShape discover(int id, Object function, SerializedLambda lambda, Class<?> capturing)
            throws ShippingFailure {
        int loader = Library.defines(capturing)
                ? ClassLoaders.SYSTEM
                : CallerLoaders.shared().idOf(capturing);
        try {
            ReplVariables variables = ReplVariables.of(capturing, lambda);
            var data = new ShapeData(
                    id,
                    loader,
                    lambda.getCapturedArgCount(),
                    variables != null,
                    lambda.getCapturingClass(),
                    lambda.getFunctionalInterfaceClass(),
                    lambda.getFunctionalInterfaceMethodName(),
                    lambda.getFunctionalInterfaceMethodSignature(),
                    lambda.getImplMethodKind(),
                    lambda.getImplClass(),
                    lambda.getImplMethodName(),
                    lambda.getImplMethodSignature(),
                    lambda.getInstantiatedMethodType());
            Map<String, byte[]> files = loader == ClassLoaders.SYSTEM ? Map.of() : ClassFiles.withNeighbours(capturing);
            return new FunctionShape(data, capturing, files, fields(function, lambda), variables);
        } catch (IOException unreadable) {
            throw new ShippingFailure(String.valueOf(unreadable.getMessage()), capturing.getName(), unreadable);
        }
    }

    /** {@return its number, in this JVM and all its workers} */
    public int id() {
        return data.id();
    }

    /** {@return the number of the class loader its code comes from} */
    public int loader() {
        return data.loader();
    }

    /** {@return how many values each instance captures} */
    public int captures() {
        return data.captures();
    }

    /** {@return whether an instance is nothing but its number: {@link #encode} writes nothing} */
    public boolean isConstant() {
        return data.captures() == 0 && variables == null;
    }

    /** {@return what a worker must know before the first instance, with all class files} */
    public Encoded definition() {
        return definition(new ClassBundle(files));
    }

    /** {@return what a worker must know before the first instance, with those class files that {@code link}'s worker has not got} */
    public Encoded definition(ClassSource link) {
        return definition(link.unsent(data.loader(), files));
    }

    private Encoded definition(ClassBundle bundle) {
        var out = new PlainSink();
        data.write(out);
        bundle.write(out);
        return out.finish();
    }

    /**
     * Writes what is special about one instance.
     *
     * @throws ShippingFailure if a captured value, or a JShell variable that the function uses, cannot travel; the message names it
     */
    public void encode(Object function, Encoder out) throws ShippingFailure {
        if (isConstant()) return;
        @Nullable Object[] captured = captured(function);
        for (int i = 0; i < captured.length; i++) {
            try {
                out.value(captured[i]);
            } catch (ShippingFailure failure) {
                throw explained(i, captured[i], failure);
            }
        }
        if (variables != null) variables.encode(captured, where(), out);
    }

    /** {@return the values that {@code function} captured} */
    @Nullable
    Object[] captured(Object function) throws ShippingFailure {
        int count = data.captures();
        if (count == 0) return NOTHING;
        @Nullable Object[] values = new Object[count];
        try {
            if (fields != null) {
                for (int i = 0; i < count; i++) values[i] = fields[i].get(function);
                return values;
            }
            SerializedLambda lambda = LambdaProbe.of(function);
            if (lambda == null || lambda.getCapturedArgCount() != count)
                throw new ShippingFailure(where() + " serializes as something else than before", null, null);
            for (int i = 0; i < count; i++) values[i] = lambda.getCapturedArg(i);
            return values;
        } catch (IOException | IllegalAccessException failure) {
            throw new ShippingFailure("cannot read what " + where() + " captured: " + failure, null, failure);
        }
    }

    /** {@return the JShell variables that any instance uses, or null} */
    @Nullable
    ReplVariables variables() {
        return variables;
    }

    private static Field @Nullable [] fields(Object function, SerializedLambda lambda) {
        List<Field> found = new ArrayList<>();
        try {
            for (Field field : function.getClass().getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                field.setAccessible(true);
                found.add(field);
            }
            if (found.size() != lambda.getCapturedArgCount()) return null;
            for (int i = 0; i < found.size(); i++) {
                Object value = found.get(i).get(function);
                Object captured = lambda.getCapturedArg(i);
                boolean same = found.get(i).getType().isPrimitive() ? value.equals(captured) : value == captured;
                if (!same) return null;
            }
            return found.toArray(new Field[0]);
        } catch (RuntimeException | IllegalAccessException closedModule) {
            return null;
        }
    }

    private ShippingFailure explained(int index, @Nullable Object value, ShippingFailure failure) {
        String message = "captured argument " + index + " of " + where() + ": " + failure.getMessage();
        int kind = data.implementationKind();
        boolean onInstance = kind != MethodHandleInfo.REF_invokeStatic && kind != MethodHandleInfo.REF_newInvokeSpecial;
        if (index == 0 && onInstance && capturing.isInstance(value))
            message += ". The lambda uses an instance field, method or inner class of " + capturing.getName()
                    + ", which captures `this`; copy the field to a local variable and use that, or make the method or class static";
        return new ShippingFailure(message, failure.culprit(), failure);
    }

    /** {@return the words for where in the user's program the function stands} */
    private String where() {
        String type = capturing.getName();
        String method = data.implementationMethod();
        if (!method.startsWith("lambda$"))
            return "the method reference " + data.implementationClass().replace('/', '.') + "::"
                    + (method.equals("<init>") ? "new" : method) + " in " + type + source();
        // javac's name for it: lambda$method$hash$index, and without the hash in JShell.
        String enclosing = method.substring("lambda$".length()).replaceFirst("(\\$[0-9a-f]{1,8})?\\$[0-9]+$", "");
        return "the lambda in " + type + (enclosing.isEmpty() ? "" : "." + enclosing) + source();
    }

    private String source() {
        try {
            String file = new ClassFile(ClassFiles.of(capturing)).sourceFile();
            return file == null ? "" : " (" + file + ")";
        } catch (IOException withoutIt) {
            return "";
        }
    }

    /** Names the place of the lambda in the program. */
    @Override
    public String toString() {
        return "function " + data.id() + ": " + where();
    }
}
