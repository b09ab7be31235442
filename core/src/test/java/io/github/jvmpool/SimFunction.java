package io.github.jvmpool;

/** The function of simulated calls, in a class of its own because its bytes travel with it. */
final class SimFunction {
    static final Fn<Object, Integer> LAMBDA = x -> x.hashCode() * 31 + 7;

    private SimFunction() {}
}
