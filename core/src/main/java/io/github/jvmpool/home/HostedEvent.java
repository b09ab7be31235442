package io.github.jvmpool.home;

/** A flag that threads wait for, in its home. */
final class HostedEvent extends Hosted {
    static final int SET = 1;
    static final int CLEAR = 2;
    static final int IS_SET = 3;
    static final int AWAIT = 4;

    private final Waiters waiters = new Waiters();
    private boolean set;

    @Override
    synchronized void handle(Call call) {
        switch (call.op) {
            case SET -> {
                set = true;
                waiters.drain(Call::done);
                call.done();
            }
            case CLEAR -> {
                set = false;
                call.done();
            }
            case IS_SET -> call.answer(set);
            case AWAIT -> {
                if (set) call.done();
                else waiters.add(call);
            }
            default -> throw new IllegalStateException("an event has no operation " + call.op);
        }
    }

    @Override
    synchronized void cancel(Call call) {
        if (waiters.remove(call)) call.cancelled();
    }

    @Override
    synchronized void left(Party party) {
        waiters.remove(party);
    }

    @Override
    synchronized void dropped() {
        waiters.fail();
    }
}
