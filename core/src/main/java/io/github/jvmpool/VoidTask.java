package io.github.jvmpool;

import java.io.Serializable;

/** A call without arguments and without a result that travels to another JVM: Python's {@code func()} returning {@code None}. */
@FunctionalInterface
public interface VoidTask extends Serializable {
    /**
     * Makes the call.
     *
     * @throws Exception whatever the call throws; the caller gets it
     */
    void run() throws Exception;
}
