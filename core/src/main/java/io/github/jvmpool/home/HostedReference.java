package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;

/** One value in its home, and how often it was set: who has compared it elsewhere sets it only if that is still the same. */
final class HostedReference extends Hosted {
    static final int GET = 1;
    static final int SET = 2;

    /** int64 version, the value. Answer: whether it was set. */
    static final int SET_IF = 3;

    private Item value = Item.of(null);
    private long version;

    @Override
    synchronized void handle(Call call) throws Exception {
        switch (call.op) {
            case GET -> answer(call);
            case SET -> {
                Item wanted = Item.read(call.in);
                answer(call);
                set(wanted);
            }
            case SET_IF -> {
                boolean same = call.in.int64() == version;
                Item wanted = Item.read(call.in);
                if (same) set(wanted);
                call.answer(same);
            }
            default -> throw new IllegalStateException("a reference has no operation " + call.op);
        }
    }

    private void answer(Call call) {
        Encoder out = Values.encoder();
        out.int64(version);
        value.copy(out);
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private void set(Item wanted) {
        value.given();
        value = wanted;
        version++;
    }
}
