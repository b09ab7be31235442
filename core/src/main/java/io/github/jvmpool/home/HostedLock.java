package io.github.jvmpool.home;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock in its home. Its owner is a thread of a process; how often that thread holds it is that process's own affair. Who wants it gets it
 * in the order of asking. When the owner's process is gone, the next one gets it, and is told.
 */
final class HostedLock extends Hosted {
    static final int LOCK = 1;
    static final int TRY = 2;
    static final int UNLOCK = 3;
    static final int IS_LOCKED = 4;
    static final int NEW_CONDITION = 5;
    static final int AWAIT = 6;
    static final int SIGNAL = 7;
    static final int SIGNAL_ALL = 8;
    static final int WAITING = 9;

    private static final String NOT_OWNER = "this thread does not hold the lock";

    private final Home home;
    private final Waiters waiters = new Waiters();
    private final Set<HostedCondition> conditions = new HashSet<>();
    private Call.@Nullable Caller owner;

    private boolean closed;

    /** Whether the owner before was gone without unlocking. */
    private boolean abandoned;

    HostedLock(Home home) {
        this.home = home;
    }

    @Override
    boolean isSlow(Call call) {
        return call.op == TRY || call.op == IS_LOCKED;
    }

    @Override
    void handle(Call call) throws Exception {
        if (call.free && (call.op == TRY || call.op == IS_LOCKED)) takeIn();
        switch (call.op) {
            case LOCK -> lock(call);
            case TRY -> tryLock(call);
            case UNLOCK -> unlock(call);
            case IS_LOCKED -> call.answer(isLocked());
            case NEW_CONDITION -> call.answer(newCondition(call.party));
            default -> throw new IllegalStateException("a lock has no operation " + call.op);
        }
    }

    /** The owner may have unlocked it already. */
    private void takeIn() {
        Call.Caller there;
        synchronized (this) {
            there = owner;
        }
        if (there != null) there.party().catchUp();
    }

    private synchronized boolean isLocked() {
        return owner != null;
    }

    private synchronized long newCondition(Party party) {
        var condition = new HostedCondition(this);
        conditions.add(condition);
        return home.add(condition, party);
    }

    synchronized void lock(Call call) {
        if (closed) call.fail(closed());
        else if (owner == null) give(call);
        else waiters.add(call);
    }

    private synchronized void tryLock(Call call) {
        if (owner == null) give(call);
        else call.answer(-1);
    }

    /** The answer tells whether the owner before has died. */
    private void give(Call call) {
        // Somebody else shall have it then; there is nobody to answer.
        if (call.party.isGone()) return;
        owner = call.caller();
        if (call.state instanceof Runnable ready) ready.run();
        else call.answer(abandoned ? 1 : 0);
        abandoned = false;
    }

    private synchronized void unlock(Call call) {
        release(call);
        call.done();
    }

    /** Gives the lock to the next one. */
    synchronized void release(Call call) {
        ensureOwner(call);
        pass();
    }

    synchronized void ensureOwner(Call call) {
        if (closed) throw closed();
        if (!call.caller().equals(owner)) throw new IllegalMonitorStateException(NOT_OWNER);
    }

    private void pass() {
        owner = null;
        while (owner == null && !waiters.isEmpty()) {
            Call next = waiters.poll();
            if (next != null) give(next);
        }
    }

    @Override
    synchronized void cancel(Call call) {
        if (waiters.remove(call)) call.cancelled();
    }

    @Override
    synchronized void left(Party party) {
        waiters.remove(party);
        for (HostedCondition condition : conditions) condition.forget(party);
        if (owner == null || owner.party() != party) return;
        abandoned = true;
        pass();
    }

    synchronized void forget(HostedCondition condition) {
        conditions.remove(condition);
    }

    @Override
    synchronized void dropped() {
        closed = true;
        waiters.fail();
        for (HostedCondition condition : conditions) condition.fail();
    }
}
