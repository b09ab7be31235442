package io.github.jvmpool.wire;

/** Why a worker halted of its own accord, as it writes into the control page when it can do nothing else any more. */
public final class LastWords {
    /** It ended in order: it was told to stop, and has. */
    public static final long STOPPED = 1;

    /** A task ran out of some kind of memory. */
    public static final long OUT_OF_MEMORY = 2;

    /** It could not make sense of what the caller sent, or failed inside. */
    public static final long INTERNAL_ERROR = 3;

    /** Its initializer failed. */
    public static final long NOT_INITIALIZED = 4;

    private LastWords() {}
}
