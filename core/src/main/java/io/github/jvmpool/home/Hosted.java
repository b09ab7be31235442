package io.github.jvmpool.home;

import java.io.IOException;

/**
 * An object in its home. Its monitor guards its state; it never blocks, and calls that have to wait are kept and answered later. Calls
 * come on the threads of lines and of this process's users.
 */
abstract class Hosted {
    /** Handles a call. What it throws is the answer. */
    abstract void handle(Call call) throws Exception;

    /** Whether handling this may run code of users, read what others have said first, or take long, and needs a thread of its own. */
    boolean isSlow(Call call) {
        return false;
    }

    /** Answers a call that waits with its cancellation, if it still does. */
    void cancel(Call call) {
        // Nothing here waits.
    }

    /** A process is gone: what it held of this object is given back. Its calls that wait are forgotten. */
    void left(Party party) {
        // There is nothing to give back.
    }

    /** A process holds it no longer. */
    void released(Party party) {
        // The home keeps count.
    }

    /** Nobody holds it any more, or it has been closed. Calls that wait fail with {@link #closed}. */
    void dropped() {
        // Memory is all it had.
    }

    /** It has been closed, though some may still hold it. */
    void close() {
        dropped();
    }

    /** A call may have come to wait after those who wait had been told of the end. */
    void cameLate(Call call) {
        call.fail(closed());
    }

    static IllegalStateException closed() {
        return new IllegalStateException("this shared object has been closed, or nobody held it any more");
    }

    /** Reads one byte that says yes or no. */
    static boolean flag(Call call) throws IOException {
        return call.in.int8() != 0;
    }
}
