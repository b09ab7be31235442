package io.github.jvmpool;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A call without arguments that travels to another JVM: Python's {@code func()}.
 *
 * <p>A lambda or method reference needs no cast: {@code pool.apply(() -> 6 * 7)}. What it captures must be serializable.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface Task<R> extends Callable<R>, Serializable {
    /**
     * {@return the result of the call}
     *
     * @throws Exception whatever the call throws; the caller gets it
     */
    @Override
    R call() throws Exception;
}
