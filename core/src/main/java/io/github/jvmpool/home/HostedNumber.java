package io.github.jvmpool.home;

/** A number of 64 bits in its home. */
final class HostedNumber extends Hosted {
    static final int GET = 1;
    static final int SET = 2;
    static final int COMPARE_AND_SET = 3;
    static final int ADD = 4;

    private long value;

    HostedNumber(long value) {
        this.value = value;
    }

    /** Each answer is the value before. */
    @Override
    synchronized void handle(Call call) throws Exception {
        long before = value;
        switch (call.op) {
            case GET -> {}
            case SET -> value = call.in.int64();
            case COMPARE_AND_SET -> {
                long expected = call.in.int64();
                long wanted = call.in.int64();
                if (value == expected) value = wanted;
            }
            case ADD -> value += call.in.int64();
            default -> throw new IllegalStateException("a number has no operation " + call.op);
        }
        call.answer(before);
    }
}
