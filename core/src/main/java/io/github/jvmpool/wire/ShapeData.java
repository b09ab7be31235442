package io.github.jvmpool.wire;

import java.io.IOException;

/**
 * What a worker must know of a lambda expression or method reference to make instances of it: the parts of its
 * {@link java.lang.invoke.SerializedLambda} that are the same for every instance. Names have slashes, as there.
 *
 * @param id names the shape in both JVMs
 * @param loader the number of the loader of {@code capturingClass}
 * @param captures how many values an instance captures
 * @param variables whether the variables of a JShell session travel behind the captured values
 * @param capturingClass the class the expression stands in
 */
public record ShapeData(
        int id,
        int loader,
        int captures,
        boolean variables,
        String capturingClass,
        String interfaceClass,
        String interfaceMethod,
        String interfaceSignature,
        int implementationKind,
        String implementationClass,
        String implementationMethod,
        String implementationSignature,
        String instantiatedType) {

    /** More lambdas than any program has: the reader keeps them in a table by number. */
    private static final int MOST = 1 << 22;

    /** As many as a method can have parameters. */
    private static final int MOST_CAPTURES = 255;

    /** Writes it so that {@link #read} reads it. */
    public void write(PlainSink out) {
        out.int32(id);
        out.int32(loader);
        out.int32(captures);
        out.int8(variables ? 1 : 0);
        out.text(capturingClass);
        out.text(interfaceClass);
        out.text(interfaceMethod);
        out.text(interfaceSignature);
        out.int32(implementationKind);
        out.text(implementationClass);
        out.text(implementationMethod);
        out.text(implementationSignature);
        out.text(instantiatedType);
    }

    /** {@return the shape that comes next} Its texts are interned, so that comparing them with a class's constants is cheap. */
    public static ShapeData read(Source in) throws IOException {
        int id = in.int32();
        int loader = in.int32();
        int captures = in.int32();
        if (id < 0 || id >= MOST || captures < 0 || captures > MOST_CAPTURES)
            throw new ProtocolException("function " + id + " with " + captures + " captured values");
        return new ShapeData(
                id,
                loader,
                captures,
                in.int8() != 0,
                constant(in),
                constant(in),
                constant(in),
                constant(in),
                in.int32(),
                constant(in),
                constant(in),
                constant(in),
                constant(in));
    }

    /** {@return the name of the capturing class as {@link Class#getName()} gives it} */
    public String capturingType() {
        return capturingClass.replace('/', '.');
    }

    private static String constant(Source in) throws IOException {
        return PlainData.text(in).intern();
    }
}
