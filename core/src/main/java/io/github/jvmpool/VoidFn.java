package io.github.jvmpool;

import java.io.Serializable;

/**
 * A function of one argument and no result that travels to another JVM.
 *
 * @param <A> the type of the argument
 */
@FunctionalInterface
public interface VoidFn<A> extends Serializable {
    /**
     * Makes the call.
     *
     * @param a the argument
     * @throws Exception whatever the function throws; the caller gets it
     */
    void accept(A a) throws Exception;
}
