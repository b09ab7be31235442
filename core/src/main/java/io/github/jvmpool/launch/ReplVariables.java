package io.github.jvmpool.launch;

import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.PlainData;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a JShell session that a function uses. JShell keeps them in static fields, which are initialized by statements that do
 * not run in a worker: there they would silently be 0 or null. So their values travel with each task.
 *
 * <p>Used are those that the function's code can reach, and that the code of values can reach which the function captured or finds in such
 * variables. What hides inside collections is found in the worker, which then asks.
 */
final class ReplVariables {
    private static final ClassValue<Set<Field>> OF_TYPE = new ClassValue<>() {
        @Override
        protected Set<Field> computeValue(Class<?> type) {
            return new ReplCode(type.getClassLoader()).ofType(type);
        }
    };

    private final Set<Field> reached;

    /** Whether all must travel, because they will be used. */
    private final boolean all;

    private ReplVariables(Set<Field> reached, boolean all) {
        this.reached = reached;
        this.all = all;
    }

    /** {@return the variables that {@code lambda} uses, or null if it does not stand in a JShell session} */
    static @Nullable ReplVariables of(Class<?> capturing, SerializedLambda lambda) throws IOException {
        if (!ReplCode.isRepl(capturing)) return null;
        var code = new ReplCode(capturing.getClassLoader());
        return new ReplVariables(
                code.ofMethod(lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature()),
                true);
    }

    /**
     * {@return the variables that code of {@code type} can use} Of the class around a snippet those count that its lambdas can use. Which
     * of the lambdas is meant nobody knows; so those that cannot travel are left out there.
     */
    static ReplVariables of(Class<?> type) {
        if (!ReplCode.isRepl(type)) return new ReplVariables(Set.of(), true);
        return new ReplVariables(OF_TYPE.get(type), !ReplCode.isSnippet(type));
    }

    /** {@return whether there are none} */
    boolean isEmpty() {
        return reached.isEmpty();
    }

    /** Writes the present values: a count, then loader number, class name, field name and value of each. */
    void encode(@Nullable Object[] captured, String where, Encoder out) throws ShippingFailure {
        Map<Field, @Nullable Object> values = values(captured);
        int written = 0;
        int count = out.position();
        out.int32(0);
        for (var entry : values.entrySet()) {
            Field variable = entry.getKey();
            int begin = out.position();
            out.int32(CallerLoaders.shared().idOf(variable.getDeclaringClass()));
            PlainData.text(out, variable.getDeclaringClass().getName());
            PlainData.text(out, variable.getName());
            try {
                out.value(entry.getValue());
                written++;
            } catch (ShippingFailure failure) {
                out.truncate(begin);
                if (!all) continue;
                throw new ShippingFailure(
                        "the JShell variable " + variable.getName() + " of type "
                                + variable.getGenericType().getTypeName() + ", which " + where
                                + " uses, cannot travel: "
                                + failure.getMessage(),
                        failure.culprit(),
                        failure);
            }
        }
        out.patchInt32(count, written);
    }

    private Map<Field, @Nullable Object> values(@Nullable Object[] captured) throws ShippingFailure {
        Map<Field, @Nullable Object> values = new LinkedHashMap<>();
        Deque<Object> unseen = new ArrayDeque<>();
        for (Object each : captured) if (each != null) unseen.add(each);
        read(reached, values, unseen);
        for (Object value = unseen.poll(); value != null; value = unseen.poll()) {
            Class<?> type = value.getClass();
            if (ReplCode.isRepl(type) && !type.isHidden()) read(OF_TYPE.get(type), values, unseen);
            if (!type.isHidden() || !(value instanceof Serializable)) continue;
            FunctionShape shape = FunctionShapes.of(value);
            if (shape == null || shape.variables() == null) continue;
            read(shape.variables().reached, values, unseen);
            for (Object each : shape.captured(value)) if (each != null) unseen.add(each);
        }
        return values;
    }

    private static void read(Set<Field> variables, Map<Field, @Nullable Object> values, Deque<Object> unseen)
            throws ShippingFailure {
        for (Field variable : variables) {
            if (values.containsKey(variable)) continue;
            try {
                Object value = variable.get(null);
                values.put(variable, value);
                if (value != null) unseen.add(value);
            } catch (IllegalAccessException hidden) {
                throw new ShippingFailure(
                        "the JShell variable " + variable.getName() + " cannot be read", null, hidden);
            }
        }
    }
}
