package io.github.jvmpool.chaos;

/** Does something bad to pools and promises that nothing comes of it but what is told. */
public interface Scenario {
    /** {@return the name on the command line} */
    String name();

    /** {@return what it does, in a few words} */
    String about();

    /**
     * Does it; what was counted and every broken promise go into the trial's ledger.
     *
     * @throws Exception if the scenario itself cannot go on, which counts as a broken promise too
     */
    void run(Trial trial) throws Exception;
}
