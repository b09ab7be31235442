package io.github.jvmpool.home;

/** An operation that has begun; the thread that began it is unparked when it is done. */
public interface Started {
    /** {@return whether it is done} */
    boolean isDone();

    /** Gives up on it. */
    void cancel();
}
