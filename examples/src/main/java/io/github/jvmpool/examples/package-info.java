/**
 * Small programs, each the Java twin of a Python one from tutorials on {@code multiprocessing.Pool}.
 *
 * <p>Names, order of the lines and messages are those of the Python programs, so that a reader who ports such a program finds every
 * line again. What differs everywhere: Python's {@code pool.close()} is {@link io.github.jvmpool.Pool#shutdown()} here, because
 * {@code close()} in Java waits; {@code try} takes the place of {@code with} and of leaving the pool to the end of the program; and
 * the sleeps are a tenth of the tutorials', the original stands beside each.
 */
@NullMarked
package io.github.jvmpool.examples;

import org.jspecify.annotations.NullMarked;
