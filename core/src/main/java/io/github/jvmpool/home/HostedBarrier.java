package io.github.jvmpool.home;

import io.github.jvmpool.wire.Bytes;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier in its home. The last one to come runs the barrier's action, where it has one, in its own process, and says when that is done;
 * the others wait for it.
 */
final class HostedBarrier extends Hosted {
    static final int AWAIT = 1;
    static final int TRIP = 2;
    static final int RESET = 3;
    static final int IS_BROKEN = 4;
    static final int WAITING = 5;
    static final int BREAK = 6;

    static final int PARTIES = 7;

    /** Instead of an index, in the answer to the last one: the action follows, then the barrier is to be {@linkplain #TRIP tripped}. */
    static final int RUN_ACTION = 1 << 30;

    private final int parties;

    /** The action as its maker sent it, empty if there is none. */
    private final byte[] action;

    /** Their state is the index of their coming. */
    private final Waiters waiters = new Waiters();

    /** Those who came while the action ran: they are of the next round. Nothing is decided about them before it has ended. */
    private final Waiters early = new Waiters();

    private Call.@Nullable Caller acting;

    /** Whether one of {@link #early} has stopped waiting. */
    private boolean earlyBroken;

    private boolean broken;

    HostedBarrier(int parties, byte[] action) {
        this.parties = parties;
        this.action = action;
    }

    @Override
    synchronized void handle(Call call) throws Exception {
        switch (call.op) {
            case AWAIT -> await(call);
            case TRIP -> {
                // Unless the barrier was reset meanwhile.
                if (call.caller().equals(acting)) {
                    acting = null;
                    trip();
                    nextRound();
                }
                call.done();
            }
            case BREAK -> {
                breakUp();
                call.done();
            }
            case RESET -> {
                breakUp();
                broken = false;
                call.done();
            }
            case PARTIES -> call.answer(parties);
            case IS_BROKEN -> call.answer(broken);
            case WAITING -> call.answer(waiters.size() + early.size());
            default -> throw new IllegalStateException("a barrier has no operation " + call.op);
        }
    }

    private void await(Call call) throws BrokenBarrierException {
        if (broken) throw new BrokenBarrierException("the barrier is broken");
        if (acting != null) {
            early.add(call);
            return;
        }
        int index = parties - 1 - waiters.size();
        if (index > 0) {
            call.state = index;
            waiters.add(call);
            return;
        }
        if (action.length > 0) {
            acting = call.caller();
            byte[] answer = new byte[4 + action.length];
            Bytes.int32(answer, 0, RUN_ACTION);
            System.arraycopy(action, 0, answer, 4, action.length);
            call.answer(answer);
            return;
        }
        trip();
        call.answer(0);
    }

    private void trip() {
        waiters.drain(call -> {
            Integer index = (Integer) call.state;
            call.answer(index == null ? 0 : index);
        });
    }

    /** Lets those come who came too early. */
    private void nextRound() {
        if (earlyBroken) breakUp();
        earlyBroken = false;
        for (int left = early.size(); left > 0; left--) {
            Call call = early.poll();
            if (call == null) return;
            try {
                await(call);
            } catch (BrokenBarrierException e) {
                call.fail(e);
            }
        }
    }

    private void breakUp() {
        broken = true;
        acting = null;
        earlyBroken = false;
        waiters.drain(HostedBarrier::failBroken);
        early.drain(HostedBarrier::failBroken);
    }

    private static void failBroken(Call call) {
        call.fail(new BrokenBarrierException("the barrier is broken"));
    }

    /** Who stops waiting breaks the barrier for all. */
    @Override
    synchronized void cancel(Call call) {
        if (waiters.remove(call)) {
            call.cancelled();
            breakUp();
        } else if (early.remove(call)) {
            call.cancelled();
            earlyBroken = true;
        }
    }

    @Override
    synchronized void left(Party party) {
        if (!early.remove(party).isEmpty()) earlyBroken = true;
        boolean acts = acting != null && acting.party() == party;
        if (!waiters.remove(party).isEmpty() || acts) breakUp();
    }

    @Override
    synchronized void dropped() {
        waiters.fail();
        early.fail();
    }
}
