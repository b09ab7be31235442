package io.github.jvmpool;

import java.io.Serializable;

/**
 * A function of three arguments that travels to another JVM: Python's {@code func(a, b, c)}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn3<A, B, C, R> extends Serializable {
    /**
     * {@return the function's value for {@code a}, {@code b} and {@code c}}
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @throws Exception whatever the function throws; the caller gets it
     */
    R apply(A a, B b, C c) throws Exception;
}
