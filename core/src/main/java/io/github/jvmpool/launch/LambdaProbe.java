package io.github.jvmpool.launch;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the form in which a lambda would be serialized. It lets the JDK make that form, because reflection may not enter the user's
 * modules.
 */
final class LambdaProbe extends ObjectOutputStream {
    private @Nullable SerializedLambda found;

    private LambdaProbe() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /** {@return what {@code function} would be serialized as, or null if it is no lambda} */
    static @Nullable SerializedLambda of(Object function) throws IOException {
        try (var probe = new LambdaProbe()) {
            probe.writeObject(function);
            return probe.found;
        }
    }

    /** Writes null instead of everything, so that nothing but {@code function} itself is looked at. */
    @Override
    @SuppressWarnings("NullAway") // null may be returned: the JDK's declaration does not say so
    protected @Nullable Object replaceObject(Object written) {
        if (written instanceof SerializedLambda lambda) found = lambda;
        return null;
    }
}
