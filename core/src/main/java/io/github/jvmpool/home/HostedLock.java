package io.github.jvmpool.home;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.SharedFile;
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

    private static final String NOT_OWNER = "this thread does not hold the lock";

    private final Home home;
    private final Waiters waiters = new Waiters();
    private final Set<HostedCondition> conditions = new HashSet<>();
    /** Who has it; while it is left with a process, nobody. */
    private Call.@Nullable Caller owner;

    /** With which process it was left, which has it or not. */
    private @Nullable Loan loan;

    private boolean closed;

    private record Loan(Party party, SharedFile memory, int slot, int tag) {}

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
        Loan left = loan;
        return left == null ? owner != null : LockWord.isHeld(left.memory, left.slot);
    }

    private synchronized long newCondition(Party party) {
        var condition = new HostedCondition(this);
        conditions.add(condition);
        return home.add(condition, party);
    }

    synchronized void lock(Call call) {
        if (closed) call.fail(closed());
        else if (isFree(true)) give(call);
        else waiters.add(call);
    }

    private synchronized void tryLock(Call call) {
        if (isFree(false)) give(call);
        else call.answer(-1);
    }

    /** Whether it can be given away; if it was left with a process it is taken back. */
    private boolean isFree(boolean wanted) {
        Loan left = loan;
        if (left == null) return owner == null;
        boolean free = wanted
                ? LockWord.want(left.memory, left.slot, left.tag)
                : LockWord.takeBack(left.memory, left.slot, left.tag);
        if (free) endLoan(left);
        return free;
    }

    private void endLoan(Loan left) {
        loan = null;
        left.party.freeSlot(left.slot);
    }

    /** The answer tells whether the owner before has died. */
    private void give(Call call) {
        // Somebody else shall have it then; there is nobody to answer.
        if (call.party.isGone()) return;
        if (call.op == AWAIT) {
            owner = call.caller();
            if (!HostedCondition.resume(call, abandoned)) return;
        } else {
            call.answer(lend(call) ? loanAnswer() : owned(call));
        }
        abandoned = false;
    }

    /** Leaves the lock with the process that gets it, if nobody else wants it. */
    private boolean lend(Call call) {
        SharedFile memory = call.party.memory();
        if (memory == null || !waiters.isEmpty() || call.op != LOCK && call.op != TRY) return false;
        int slot = call.party.takeSlot();
        if (slot < 0) return false;
        Loan left = new Loan(call.party, memory, slot, call.party.nextTag());
        LockWord.lend(memory, slot, left.tag);
        loan = left;
        return true;
    }

    /** int32 whether the owner before has died; behind it where the lock was left, if it was: int32 slot, int32 tag. */
    private byte[] loanAnswer() {
        Loan left = loan;
        byte[] answer = new byte[left == null ? 4 : 12];
        Bytes.int32(answer, 0, abandoned ? 1 : 0);
        if (left == null) return answer;
        Bytes.int32(answer, 4, left.slot);
        Bytes.int32(answer, 8, left.tag);
        return answer;
    }

    private byte[] owned(Call call) {
        owner = call.caller();
        return loanAnswer();
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
        // Which of its threads holds a lock that was left with it, the process knows.
        Loan left = loan;
        boolean owns = left == null
                ? call.caller().equals(owner)
                : left.party == call.party && LockWord.isHeld(left.memory, left.slot);
        if (!owns) throw new IllegalMonitorStateException(NOT_OWNER);
    }

    private void pass() {
        Loan left = loan;
        if (left != null) {
            LockWord.end(left.memory, left.slot);
            endLoan(left);
        }
        owner = null;
        while (owner == null && loan == null && !waiters.isEmpty()) {
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
        Loan left = loan;
        boolean held = left == null
                ? owner != null && owner.party() == party
                : left.party == party && LockWord.isHeld(left.memory, left.slot);
        if (held) abandoned = true;
        if (held || left != null && left.party == party) pass();
    }

    synchronized void forget(HostedCondition condition) {
        conditions.remove(condition);
    }

    @Override
    synchronized void dropped() {
        closed = true;
        Loan left = loan;
        if (left != null) {
            LockWord.end(left.memory, left.slot);
            endLoan(left);
        }
        waiters.fail();
        for (HostedCondition condition : conditions) condition.fail();
    }
}
