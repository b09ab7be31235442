package io.github.jvmpool.shared;

import java.io.Serializable;
import java.util.function.Function;

/**
 * A function that runs in the process where a shared object lives. Lambdas need no cast.
 *
 * @param <T> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface RemoteFunction<T, R> extends Function<T, R>, Serializable {}
