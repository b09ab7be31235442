package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock as one process has it: which of its threads is the owner and how often, and whether the home has left it with this process, see
 * {@link LockWord}.
 */
public final class LockEnd {
    /** Those that are held: they must not be forgotten, even if nobody here has a handle of them at the moment. */
    private static final Set<LockEnd> HELD = ConcurrentHashMap.newKeySet();

    private final Remote remote;
    private final @Nullable SharedFile memory;

    private volatile @Nullable Thread owner;

    /** Where the lock was left with this process. */
    private volatile @Nullable Loan loan;

    // Of the owner.
    private int holds;
    private boolean abandoned;

    /** The loan by which the owner has it, or null if the home gave it. */
    private @Nullable Loan by;

    private record Loan(int slot, int tag) {}

    private LockEnd(Remote remote) {
        this.remote = remote;
        this.memory = remote.place().memory();
    }

    /** {@return what this process has of the lock} */
    public static LockEnd of(Remote remote) {
        return remote.companion(LockEnd::new);
    }

    /** Counts one more hold of the owner; returns false if this thread is not the owner. */
    public boolean reenter() {
        if (!isHeld()) return false;
        if (holds == Integer.MAX_VALUE) throw new Error("Maximum lock count exceeded");
        holds++;
        return true;
    }

    /** Takes the lock if it was left with this process and is free; returns whether this thread is the owner now. */
    public boolean claim() {
        Loan left = loan;
        SharedFile shared = memory;
        if (left == null || shared == null || remote.place().isLost()) return false;
        if (!LockWord.lock(shared, left.slot, left.tag)) return false;
        becomeOwner(left, false);
        return true;
    }

    /** Takes note of the home's answer; returns whether this thread is the owner now. */
    public boolean enter(ArraySource answer) {
        try {
            int told = answer.int32();
            if (told < 0) return false;
            Loan left = answer.remaining() > 0 ? new Loan(answer.int32(), answer.int32()) : null;
            if (left != null) loan = left;
            becomeOwner(left, told != 0);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("the home of a lock made no sense", e);
        }
    }

    private void becomeOwner(@Nullable Loan left, boolean ownerDied) {
        HELD.add(this);
        by = left;
        holds = 1;
        abandoned = ownerDied;
        owner = Thread.currentThread();
    }

    /** Counts one hold less; returns whether that was the last and the home is to be told. */
    public boolean leave() {
        if (!isHeld()) throw new IllegalMonitorStateException("this thread does not hold the lock");
        if (--holds > 0) return false;
        Loan left = by;
        by = null;
        owner = null;
        HELD.remove(this);
        SharedFile shared = memory;
        return left == null || shared == null || !LockWord.unlock(shared, left.slot, left.tag);
    }

    /** How a thread had the lock before a wait. */
    public record Hold(int holds, boolean abandoned) {}

    /** Gives up the lock for a wait. */
    public Hold suspend() {
        var before = new Hold(holds, abandoned);
        holds = 0;
        by = null;
        owner = null;
        return before;
    }

    /** Has the lock again, as the home's answer tells; returns whether the condition was signalled, or else the wait given up. */
    public boolean resume(Hold before, ArraySource answer) {
        try {
            boolean ownerDied = answer.int32() != 0;
            boolean signalled = answer.int8() == 0;
            becomeOwner(null, ownerDied || before.abandoned);
            holds = before.holds;
            return signalled;
        } catch (IOException e) {
            throw new IllegalStateException("the home of a lock made no sense", e);
        }
    }

    /** The wait has failed: this thread has the lock again, or there is no lock any more, and then it may be that another had it. */
    public void resume(Hold before) {
        if (owner != null) return;
        becomeOwner(null, before.abandoned);
        holds = before.holds;
    }

    public boolean isHeld() {
        return owner == Thread.currentThread();
    }

    public int holds() {
        return isHeld() ? holds : 0;
    }

    public boolean wasAbandoned() {
        if (!isHeld()) throw new IllegalMonitorStateException("this thread does not hold the lock");
        return abandoned;
    }
}
