package io.github.jvmpool.shared;

import io.github.jvmpool.home.LockEnd;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * A {@link Lock} for threads of several processes, reentrant and fair: Python's {@code multiprocessing.Lock} and {@code RLock}. Its owner is a
 * thread of a process. A lock whose owner's process ends is released; the next owner may ask {@link #wasAbandoned()}.
 */
public final class SharedLock extends SharedObject implements Lock {
    private static final long serialVersionUID = 1;

    private final transient LockEnd end;

    SharedLock(Remote remote) {
        super(remote);
        this.end = LockEnd.of(remote);
    }

    /** {@return a lock that nobody holds} */
    public static SharedLock create() {
        return new SharedLock(createAt(first(), Types.LOCK));
    }

    @Override
    public void lock() {
        if (end.reenter() || end.claim()) return;
        end.enter(call(request(Ops.LOCK_LOCK)));
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        ensureNotInterrupted();
        if (end.reenter() || end.claim()) return;
        end.enter(callInterruptibly(request(Ops.LOCK_LOCK)));
    }

    @Override
    public boolean tryLock() {
        if (end.reenter() || end.claim()) return true;
        return end.enter(call(request(Ops.LOCK_TRY)));
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        ensureNotInterrupted();
        if (end.reenter() || end.claim()) return true;
        if (time <= 0) return tryLock();
        var answer = call(request(Ops.LOCK_LOCK), time, unit);
        return answer != null && end.enter(answer);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    @Override
    public void unlock() {
        if (!end.leave()) return;
        try {
            request(Ops.LOCK_UNLOCK).tell();
        } catch (io.github.jvmpool.home.HomeLost e) {
            throw lost(e);
        }
    }

    /** {@return whether this thread holds it} */
    public boolean isHeldByCurrentThread() {
        return end.isHeld();
    }

    /** {@return how often this thread holds it} */
    public int getHoldCount() {
        return end.holds();
    }

    /** {@return whether any thread of any process holds it} */
    public boolean isLocked() {
        return flag(call(request(Ops.LOCK_IS_LOCKED)));
    }

    /**
     * {@return whether the owner before this thread ended without unlocking, so that what the lock guards may be half done} An owner that
     * ended while this thread waited for a condition of the lock counts too.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     */
    public boolean wasAbandoned() {
        return end.wasAbandoned();
    }

    /** {@return a condition of this lock} */
    @Override
    public SharedCondition newCondition() {
        return new SharedCondition(this, new Waiting(remote.sibling(int64(call(request(Ops.LOCK_NEW_CONDITION))))));
    }

    LockEnd end() {
        return end;
    }

    /** The condition's own part in the home of the lock. */
    static final class Waiting extends SharedObject {
        private static final long serialVersionUID = 1;

        Waiting(Remote remote) {
            super(remote);
        }

        void await(LockEnd end) {
            LockEnd.Hold before = end.suspend();
            try {
                end.resume(before, call(request(Ops.LOCK_AWAIT)));
            } catch (Throwable e) {
                end.resume(before);
                throw e;
            }
        }

        void awaitInterruptibly(LockEnd end) throws InterruptedException {
            await(end, Long.MAX_VALUE);
        }

        /** Returns whether it was signalled before the time was over, which it never is with {@link Long#MAX_VALUE}. */
        boolean await(LockEnd end, long nanos) throws InterruptedException {
            LockEnd.Hold before = end.suspend();
            boolean signalled;
            try {
                signalled = end.resume(before, callInTime(nanos));
            } catch (Throwable e) {
                end.resume(before);
                throw e;
            }
            if (!signalled) ensureNotInterrupted();
            return signalled;
        }

        /** The answer comes in any case: who gives up the wait has to have the lock again, and is told how it got it. */
        private ArraySource callInTime(long nanos) throws InterruptedException {
            if (nanos == Long.MAX_VALUE) return callInterruptibly(request(Ops.LOCK_AWAIT));
            ArraySource answer = call(request(Ops.LOCK_AWAIT), nanos, TimeUnit.NANOSECONDS);
            if (answer == null) throw new AssertionError("a condition answers also who gives up");
            return answer;
        }

        void signal(boolean all) {
            call(request(all ? Ops.LOCK_SIGNAL_ALL : Ops.LOCK_SIGNAL));
        }
    }
}
