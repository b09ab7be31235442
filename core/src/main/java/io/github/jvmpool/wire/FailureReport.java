package io.github.jvmpool.wire;

import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/** Puts into words why a value cannot be encoded; all its work is done after the failure. */
final class FailureReport {
    private FailureReport() {}

    /**
     * {@return what the caller is told}
     *
     * @param value that cannot be encoded
     * @param failure what was thrown
     * @param objectStream whether the object stream threw it, which can be asked again
     */
    static ShippingFailure of(@Nullable Object value, Throwable failure, boolean objectStream) {
        if (value == null || !objectStream) {
            return new ShippingFailure(name(value) + " cannot be written by the serializer: " + failure, null, failure);
        }
        if (failure instanceof StackOverflowError) {
            return new ShippingFailure(
                    value.getClass().getName()
                            + " is nested too deeply for serialization. Give the thread a larger stack (-Xss), or send it flat",
                    value.getClass().getName(),
                    failure);
        }
        String thrower = throwerOf(failure);
        Culprit culprit = Culprit.find(value, thrower);
        if (failure instanceof NotSerializableException && thrower == null) {
            String name = culprit.object == null ? String.valueOf(failure.getMessage()) : culprit.object.getClass().getName();
            return new ShippingFailure(path(value, culprit) + verdict(name, culprit.object), name, failure);
        }
        String name = thrower == null ? value.getClass().getName() : thrower;
        return new ShippingFailure(path(value, culprit) + name + " failed to write itself: " + failure, name, failure);
    }

    private static String verdict(String name, @Nullable Object object) {
        int lambda = name.indexOf("$$Lambda");
        if (lambda < 0 || object == null) return name + " is not serializable";
        Class<?>[] faces = object.getClass().getInterfaces();
        String face = faces.length == 0 ? "its interface" : faces[0].getName();
        return "a lambda in " + name.substring(0, lambda) + " is not serializable, because " + face + " is not";
    }

    private static String path(Object value, Culprit culprit) {
        if (culprit.object == null) return culprit.start == value ? value.getClass().getName() + " -> … -> " : "";
        String path = new FieldPath(culprit.object).from(value, culprit.start);
        return path == null ? FieldPath.name(culprit.start) + " -> … -> " : path;
    }

    private static String name(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    /** The class whose own code threw inside the object stream, or null if the stream itself did. */
    private static @Nullable String throwerOf(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        for (int i = 0; i < trace.length; i++) {
            String type = trace[i].getClassName();
            String method = trace[i].getMethodName();
            if (type.equals("java.io.ObjectOutputStream")) return null;
            boolean isHook = method.equals("writeObject") || method.equals("writeReplace") || method.equals("writeExternal");
            if (isHook) return type;
        }
        return null;
    }
}
