package io.github.jvmpool.wire;

/** The numbers of the conversation about classes: the worker asks by kind, loader number and name; the caller answers. */
public final class ClassRequest {
    /** Asks for a class, named as {@link Class#getName()} does. Answers: any. */
    public static final int CLASS = 0;

    /** Asks for the first resource of that name. Answers: {@link #BYTES} and a block, {@link #PARENT}, {@link #MISSING}. */
    public static final int RESOURCE = 1;

    /**
     * Asks for all resources of that name. Answer: {@link #BYTES}, a byte that tells whether those of the system loader count too, how many
     * others there are, a block for each; or {@link #MISSING}.
     */
    public static final int RESOURCES = 2;

    /**
     * Asks for the present values of the JShell variables that code of a class can reach. Answer: {@link #BYTES} and what follows the
     * captured values of a function that uses variables; {@link #MISSING} if it reaches none; {@link #FAILED}.
     */
    public static final int VARIABLES = 3;

    /** Asks where the first JVM of the family keeps objects that are shared; no loader, no name. Answer: {@link #BYTES} and the address. */
    public static final int HOME = 4;

    /** The loader itself defines the class; a {@link ClassBundle} with it follows. */
    public static final int BYTES = 0;

    /** It comes from the caller's system loader or one above it. */
    public static final int PARENT = 1;

    /** The loader whose number follows defines the class. */
    public static final int LOADER = 2;

    /** There is none. */
    public static final int MISSING = 3;

    /** There is one, but it cannot be sent; a text follows that says why. */
    public static final int FAILED = 4;

    private ClassRequest() {}
}
