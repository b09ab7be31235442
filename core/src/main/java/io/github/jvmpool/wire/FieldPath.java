package io.github.jvmpool.wire;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds how an object can be reached from another one, the shortest way, and says so in the user's words. */
final class FieldPath {
    private static final int MOST_OBJECTS = 200_000;
    private static final int MOST_STEPS = 12;

    private static final class Node {
        final Object object;
        final @Nullable Node parent;
        final String label;

        Node(Object object, @Nullable Node parent, String label) {
            this.object = object;
            this.parent = parent;
            this.label = label;
        }
    }

    private final Object target;
    private final IdentityHashMap<Object, Object> seen = new IdentityHashMap<>();
    private final ArrayDeque<Node> ahead = new ArrayDeque<>();

    FieldPath(Object target) {
        this.target = target;
    }

    /**
     * {@return the path with an arrow behind it, empty if the value is the target itself, or null if there is none}
     *
     * @param value where the user's view begins
     * @param start what is serialized in its place
     */
    @Nullable
    String from(Object value, Object start) {
        if (value == target) return "";
        ahead.add(new Node(start, null, name(start)));
        seen.put(value, value);
        seen.put(start, start);
        for (Node node = ahead.poll(); node != null; node = ahead.poll()) {
            if (node.object == target) return text(node);
            if (seen.size() < MOST_OBJECTS) children(node);
        }
        return null;
    }

    /** {@return how a path names an object that it begins with or leads through} */
    static String name(Object object) {
        if (!(object instanceof SerializedLambda lambda))
            return object.getClass().getName();
        String in = lambda.getCapturingClass().replace('/', '.');
        String method = lambda.getImplMethodName();
        if (!method.startsWith("lambda$")) return "method reference " + method + " in " + in;
        // lambda$method$number, or lambda$method$hash$number if it is serializable.
        String place = withoutNumber(withoutNumber(method.substring(6)));
        return "lambda in " + in + (place.isEmpty() || place.equals("$static") ? "" : "." + place.substring(1));
    }

    private static String withoutNumber(String name) {
        int end = name.lastIndexOf('$');
        if (end < 0) return name;
        for (int i = end + 1; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), 16) < 0) return name;
        }
        return name.substring(0, end);
    }

    private static String text(Node end) {
        var steps = new ArrayDeque<String>();
        for (Node node = end; node != null; node = node.parent) {
            boolean isNamed = node == end || node.parent == null || node.label.startsWith("field ");
            String label = node.label;
            if (node.object instanceof SerializedLambda && node.parent != null) label += " (" + name(node.object) + ")";
            else if (!isNamed) label += " (" + name(node.object) + ")";
            steps.addFirst(label);
        }
        var text = new StringBuilder();
        int step = 0;
        int count = steps.size();
        for (String label : steps) {
            boolean isLeftOut = count > MOST_STEPS && step >= MOST_STEPS / 2 && step < count - MOST_STEPS / 2;
            if (!isLeftOut)
                text.append(label).append(label.startsWith("lambda in ") && count > 1 && step == 0 ? " " : " -> ");
            else if (step == MOST_STEPS / 2)
                text.append("… ").append(count - MOST_STEPS).append(" more … -> ");
            step++;
        }
        return text.toString();
    }

    private void children(Node node) {
        Object object = node.object;
        if (object instanceof SerializedLambda lambda) captured(node, lambda);
        else if (object instanceof Object[] array) elements(node, array);
        else if (isJdk(object) && object instanceof Collection<?> collection) elements(node, collection.toArray());
        else if (isJdk(object) && object instanceof Map<?, ?> map) entries(node, map);
        else if (!replaced(node)) fields(node);
    }

    private static boolean isJdk(Object object) {
        return object.getClass().getClassLoader() == null;
    }

    private void child(Node parent, String label, @Nullable Object object) {
        if (object == null || seen.put(object, object) != null) return;
        ahead.add(new Node(object, parent, label));
    }

    private void captured(Node node, SerializedLambda lambda) {
        int kind = lambda.getImplMethodKind();
        boolean hasReceiver = kind == MethodHandleInfo.REF_invokeSpecial
                || kind == MethodHandleInfo.REF_invokeVirtual
                || kind == MethodHandleInfo.REF_invokeInterface;
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            boolean isThis = i == 0 && hasReceiver && lambda.getImplMethodName().startsWith("lambda$");
            child(node, isThis ? "captured this" : "captured argument " + i, lambda.getCapturedArg(i));
        }
    }

    private void elements(Node node, @Nullable Object[] elements) {
        for (int i = 0; i < elements.length; i++) child(node, "element " + i, elements[i]);
    }

    private void entries(Node node, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            child(node, "key", key);
            boolean isPlain = key instanceof String || key instanceof Number;
            child(node, isPlain ? "value of key " + key : "value", entry.getValue());
        }
    }

    /** Follows {@code writeReplace}; false if there is none that may be called. */
    private boolean replaced(Node node) {
        for (Class<?> type = node.object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Method method = type.getDeclaredMethod("writeReplace");
                if (!method.trySetAccessible()) return false;
                Object replacement = method.invoke(node.object);
                if (replacement == null || replacement == node.object) return false;
                if (replacement.getClass() == target.getClass() && !(replacement instanceof SerializedLambda))
                    return false;
                if (seen.put(replacement, replacement) == null)
                    ahead.addFirst(new Node(replacement, node.parent, node.label));
                return true;
            } catch (NoSuchMethodException inherited) {
                // Perhaps the superclass has it.
            } catch (ReflectiveOperationException | RuntimeException e) {
                return false;
            }
        }
        return false;
    }

    private void fields(Node node) {
        for (Field field : fieldsOf(node.object.getClass())) {
            try {
                if (field.trySetAccessible()) {
                    String label = "field " + field.getDeclaringClass().getName() + "." + field.getName();
                    child(node, label, field.get(node.object));
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        if (node.object instanceof Throwable throwable) {
            child(node, "cause", throwable.getCause());
            elements(node, throwable.getSuppressed());
        }
    }

    /** The fields that serialization may write: those of serializable classes, transient ones excepted. */
    private static List<Field> fieldsOf(Class<?> leaf) {
        var fields = new ArrayList<Field>();
        for (Class<?> type = leaf;
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                boolean isWritten = !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers);
                if (isWritten && !field.getType().isPrimitive()) fields.add(field);
            }
        }
        return fields;
    }
}
