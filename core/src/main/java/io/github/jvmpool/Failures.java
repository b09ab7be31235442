package io.github.jvmpool;

import java.util.concurrent.CancellationException;

/** The forms in which a failure reaches the caller. */
final class Failures {
    private Failures() {}

    /** {@return the failure as blocking methods and futures show it: unchecked as itself, checked inside a {@link TaskException}} */
    static Throwable shown(Throwable failure) {
        if (failure instanceof RuntimeException || failure instanceof Error) return failure;
        var shown = new TaskException(failure);
        Stacks.likeCause(shown, failure);
        return shown;
    }

    /**
     * Completes the stack trace of a {@linkplain #shown shown} failure with the frames of this thread, which receives it.
     *
     * @return the exception to throw
     * @throws Error if the failure is one
     */
    static RuntimeException thrown(Throwable failure) {
        Stacks.appendCaller(failure);
        if (failure instanceof Error error) throw error;
        return (RuntimeException) failure;
    }

    static CancellationException interrupted() {
        return new CancellationException("the waiting thread was interrupted; the work was cancelled");
    }
}
