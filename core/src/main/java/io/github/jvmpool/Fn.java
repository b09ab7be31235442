package io.github.jvmpool;

import java.io.Serializable;

/**
 * A function of one argument that travels to another JVM: Python's {@code func(a)}.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn<A, R> extends Serializable {
    /**
     * {@return the function's value for {@code a}}
     *
     * @param a the argument
     * @throws Exception whatever the function throws; the caller gets it
     */
    R apply(A a) throws Exception;
}
