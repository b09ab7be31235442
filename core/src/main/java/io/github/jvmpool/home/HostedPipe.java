package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;

/** Makes the two ends of a pipe; nothing else is left for it to do. */
final class HostedPipe extends Hosted {
    /** Answer: int64 the first end, int64 the second, both held. */
    static final int OPEN = 1;

    private final Home home;

    HostedPipe(Home home) {
        this.home = home;
    }

    @Override
    void handle(Call call) {
        Object lock = new Object();
        var first = new HostedEnd(lock);
        var second = new HostedEnd(lock);
        first.connect(second);
        second.connect(first);
        Encoder out = Values.encoder();
        out.int64(home.add(first, call.party));
        out.int64(home.add(second, call.party));
        first.opened(call.party);
        second.opened(call.party);
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }
}
