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

    private @Nullable Party acting;
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
                acting = null;
                trip();
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
            case WAITING -> call.answer(waiters.size());
            default -> throw new IllegalStateException("a barrier has no operation " + call.op);
        }
    }

    private void await(Call call) throws BrokenBarrierException {
        if (broken || acting != null) throw new BrokenBarrierException("the barrier is broken");
        int index = parties - 1 - waiters.size();
        if (index > 0) {
            call.state = index;
            waiters.add(call);
            return;
        }
        if (action.length > 0) {
            acting = call.party;
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

    private void breakUp() {
        broken = true;
        acting = null;
        waiters.drain(call -> call.fail(new BrokenBarrierException("the barrier is broken")));
    }

    /** Who stops waiting breaks the barrier for all. */
    @Override
    synchronized void cancel(Call call) {
        if (!waiters.remove(call)) return;
        call.cancelled();
        breakUp();
    }

    @Override
    synchronized void left(Party party) {
        if (!waiters.remove(party).isEmpty() || acting == party) breakUp();
    }

    @Override
    synchronized void dropped() {
        waiters.fail();
    }
}
