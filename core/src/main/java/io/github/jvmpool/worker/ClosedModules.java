package io.github.jvmpool.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Makes lambdas of classes in modules that this library may not enter, as there are in images made by jlink. The JDK's own deserialization
 * may enter them, so it does the work.
 */
final class ClosedModules extends ObjectInputStream {
    private final Class<?> capturing;
    private final @Nullable Object[] captured;

    private ClosedModules(InputStream in, Class<?> capturing, @Nullable Object[] captured) throws IOException {
        super(in);
        this.capturing = capturing;
        this.captured = captured;
        enableResolveObject(true);
    }

    /**
     * {@return the lambda}
     *
     * @param numbered describes it, with the index of each captured value in place of the value
     * @param capturing the class it stands in
     * @param captured the captured values
     */
    static Object lambda(SerializedLambda numbered, Class<?> capturing, @Nullable Object[] captured)
            throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(numbered);
        }
        try (var in = new ClosedModules(new ByteArrayInputStream(bytes.toByteArray()), capturing, captured)) {
            return in.readObject();
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        String name = description.getName();
        return name.equals(capturing.getName()) ? capturing : super.resolveClass(description);
    }

    /** Puts the captured values where their numbers stand. */
    @Override
    @SuppressWarnings("NullAway") // null may be returned: the JDK's declaration does not say so
    protected @Nullable Object resolveObject(Object read) {
        return read instanceof Integer index ? captured[index] : read;
    }
}
