/**
 * Python's {@code multiprocessing} for Java: calls written as lambdas run in other JVMs.
 *
 * <p>Start at {@link io.github.jvmpool.Pool}.
 */
@NullMarked
package io.github.jvmpool;

import org.jspecify.annotations.NullMarked;
