package io.github.jvmpool.home;

/** A count that only goes down, in its home. */
final class HostedLatch extends Hosted {
    static final int COUNT_DOWN = 1;
    static final int COUNT = 2;
    static final int AWAIT = 3;

    private final Waiters waiters = new Waiters();
    private long count;

    HostedLatch(long count) {
        this.count = count;
    }

    @Override
    synchronized void handle(Call call) {
        switch (call.op) {
            case COUNT_DOWN -> {
                if (count > 0 && --count == 0) waiters.drain(Call::done);
                call.done();
            }
            case COUNT -> call.answer(count);
            case AWAIT -> {
                if (count == 0) call.done();
                else waiters.add(call);
            }
            default -> throw new IllegalStateException("a countdown has no operation " + call.op);
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
