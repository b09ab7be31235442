package io.github.jvmpool;

import java.io.Serializable;

/**
 * A function of two arguments that travels to another JVM: Python's {@code func(a, b)}.
 *
 * <p>Python's {@code func(*args, **kwds)} is an {@code Fn2<List<?>, Map<String, ?>, R>}:
 * {@code pool.apply(Demo::action, List.of(), Map.of("name", "x"))}.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Fn2<A, B, R> extends Serializable {
    /**
     * {@return the function's value for {@code a} and {@code b}}
     *
     * @param a the first argument
     * @param b the second argument
     * @throws Exception whatever the function throws; the caller gets it
     */
    R apply(A a, B b) throws Exception;
}
