package io.github.jvmpool.home;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A lock as one process has it: which of its threads is the owner and how often. What only the owner changes needs no other lock. */
public final class LockEnd {
    private volatile @Nullable Thread owner;

    /** Those that are held: they must not be forgotten, even if nobody here has a handle of them at the moment. */
    private static final Set<LockEnd> HELD = ConcurrentHashMap.newKeySet();

    @SuppressWarnings("UnusedVariable") // so that who keeps this keeps that
    private final Remote remote;

    /** Owner only. */
    private int holds;

    /** Owner only. */
    private boolean abandoned;

    private LockEnd(Remote remote) {
        this.remote = remote;
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

    /** Takes note of the home's answer; returns whether this thread is the owner now. */
    public boolean enter(int answer) {
        if (answer < 0) return false;
        HELD.add(this);
        owner = Thread.currentThread();
        holds = 1;
        abandoned = answer != 0;
        return true;
    }

    /** Counts one hold less; returns whether that was the last and the home is to be told. */
    public boolean leave() {
        if (!isHeld()) throw new IllegalMonitorStateException("this thread does not hold the lock");
        if (--holds > 0) return false;
        owner = null;
        HELD.remove(this);
        return true;
    }

    /** Gives up the lock for a wait; returns how often it was held. */
    public int suspend() {
        int before = holds;
        holds = 0;
        owner = null;
        return before;
    }

    /** Has the lock again. */
    public void resume(int before) {
        holds = before;
        abandoned = false;
        HELD.add(this);
        owner = Thread.currentThread();
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
