package io.github.jvmpool;

import java.io.Serializable;

/**
 * Two arguments for one call of a {@link Fn2}: an item of {@code starmap}, like Python's argument tuple.
 *
 * @param a the first argument
 * @param b the second argument
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 */
public record Args2<A, B>(A a, B b) implements Serializable {}
