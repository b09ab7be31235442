package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a {@link Hosted} object as that sees it. It is answered once: at once, or later by any thread. The object's own lock
 * guards its state, and may be held while it answers.
 */
abstract class Call {
    private static final byte[] NOTHING = {};

    final Party party;
    final long thread;
    final int op;

    /** What the operation needs, to be read while it is handled. */
    final ArraySource in;

    /** What the object remembers of a call that waits. */
    @Nullable
    Object state;

    /** Whether the thread that handles it holds no lock of a line, so that it may take in what others have sent. */
    boolean free;

    private boolean answered;

    Call(Party party, long thread, int op, ArraySource in) {
        this.party = party;
        this.thread = thread;
        this.op = op;
        this.in = in;
    }

    /** Whoever calls: a thread of a process. */
    final Caller caller() {
        return new Caller(party, thread);
    }

    /** Answers with nothing. */
    final void done() {
        answer(NOTHING, 0, 0);
    }

    final void answer(boolean value) {
        answer(new byte[] {(byte) (value ? 1 : 0)}, 0, 1);
    }

    final void answer(int value) {
        byte[] bytes = new byte[4];
        Bytes.int32(bytes, 0, value);
        answer(bytes, 0, 4);
    }

    final void answer(long value) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) bytes[i] = (byte) (value >>> 8 * i);
        answer(bytes, 0, 8);
    }

    final void answer(byte[] bytes) {
        answer(bytes, 0, bytes.length);
    }

    final void answer(byte[] bytes, int offset, int length) {
        if (claim()) send(Protocol.VALUE, bytes, offset, length);
    }

    final void fail(Throwable failure) {
        if (!claim()) return;
        byte[] bytes = Failure.encode(failure);
        send(Protocol.FAILURE, bytes, 0, bytes.length);
    }

    final void cancelled() {
        if (claim()) send(Protocol.CANCELLED, NOTHING, 0, 0);
    }

    private synchronized boolean claim() {
        if (answered) return false;
        answered = true;
        return true;
    }

    /** Brings the answer to the caller; never blocks. */
    abstract void send(int how, byte[] bytes, int offset, int length);

    /** A thread of a process. */
    record Caller(Party party, long thread) {}
}
