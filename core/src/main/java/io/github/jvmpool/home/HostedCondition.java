package io.github.jvmpool.home;

/** A condition of a lock, in their home. The lock's monitor guards it. */
final class HostedCondition extends Hosted {
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
            call.state = (Runnable) call::cancelled;
            lock.lock(call);
        }
    }

    void forget(Party party) {
        waiters.remove(party);
    }

    void fail() {
        waiters.fail();
    }

    @Override
    void dropped() {
        synchronized (lock) {
            fail();
            lock.forget(this);
        }
    }
}
