package io.github.jvmpool.worker;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Makes a worker deaf to SIGINT. A terminal sends it to every process of the foreground, but what it means is for the caller to
 * decide: it ends, and its workers with it, or goes on, and needs them. A handler that does nothing is better than ignoring the signal,
 * which processes that a task starts would inherit.
 *
 * <p>Loaded by name, and compiled apart: javac's warning about these classes of jdk.unsupported cannot be switched off otherwise.
 */
final class CtrlC implements SignalHandler {
    static {
        Signal.handle(new Signal("INT"), new CtrlC());
    }

    private CtrlC() {}

    @Override
    public void handle(Signal signal) {}
}
