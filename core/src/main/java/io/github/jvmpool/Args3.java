package io.github.jvmpool;

import java.io.Serializable;

/**
 * Three arguments for one call of a {@link Fn3}: an item of {@code starmap}, like Python's argument tuple.
 *
 * @param a the first argument
 * @param b the second argument
 * @param c the third argument
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <C> the type of the third argument
 */
public record Args3<A, B, C>(A a, B b, C c) implements Serializable {}
