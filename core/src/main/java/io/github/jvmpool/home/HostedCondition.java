package io.github.jvmpool.home;

import io.github.jvmpool.wire.Bytes;

/** A condition of a lock, in their home. The lock's monitor guards it. */
final class HostedCondition extends Hosted {
    /** What a call's state says of a wait that was not ended by a signal. */
    private enum End {
        GIVEN_UP,
        CLOSED
    }

    private final HostedLock lock;
    private final Waiters waiters = new Waiters();

    HostedCondition(HostedLock lock) {
        this.lock = lock;
    }

    @Override
    void handle(Call call) throws Exception {
        synchronized (lock) {
            lock.ensureOwner(call);
            switch (call.op) {
                case HostedLock.AWAIT -> {
                    waiters.add(call);
                    lock.release(call);
                }
                case HostedLock.SIGNAL -> {
                    signal();
                    call.done();
                }
                case HostedLock.SIGNAL_ALL -> {
                    while (!waiters.isEmpty()) signal();
                    call.done();
                }
                default -> throw new IllegalStateException("a condition has no operation " + call.op);
            }
        }
    }

    private void signal() {
        Call call = waiters.poll();
        if (call != null) lock.lock(call);
    }

    /** It has to have the lock again before it is told that its time is over. */
    @Override
    void cancel(Call call) {
        synchronized (lock) {
            if (!waiters.remove(call)) return;
            call.state = End.GIVEN_UP;
            lock.lock(call);
        }
    }

    /**
     * Answers who waited and has the lock again: int32 whether the owner before has died, int8 whether the wait was given up. Returns
     * false if it could only be told that the condition is closed.
     */
    static boolean resume(Call call, boolean abandoned) {
        if (call.state == End.CLOSED) {
            call.fail(closed());
            return false;
        }
        byte[] answer = new byte[5];
        Bytes.int32(answer, 0, abandoned ? 1 : 0);
        answer[4] = (byte) (call.state == End.GIVEN_UP ? 1 : 0);
        call.answer(answer);
        return true;
    }

    void forget(Party party) {
        waiters.remove(party);
    }

    /** The lock is closed: there is nothing to have again. */
    void fail() {
        waiters.fail();
    }

    /** Who waits has to have the lock again before it is told. */
    @Override
    void dropped() {
        synchronized (lock) {
            lock.forget(this);
            waiters.drain(this::tellClosed);
        }
    }

    @Override
    void cameLate(Call call) {
        synchronized (lock) {
            if (waiters.remove(call)) tellClosed(call);
        }
    }

    private void tellClosed(Call call) {
        call.state = End.CLOSED;
        lock.lock(call);
    }
}
