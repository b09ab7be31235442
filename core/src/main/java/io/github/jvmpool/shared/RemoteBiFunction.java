package io.github.jvmpool.shared;

import java.io.Serializable;
import java.util.function.BiFunction;

/**
 * A function that runs in the process where a shared object lives. Lambdas need no cast.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface RemoteBiFunction<T, U, R> extends BiFunction<T, U, R>, Serializable {}
