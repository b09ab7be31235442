package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import java.io.IOException;

/** A number of 64 bits in its home. Processes of the same machine use its memory themselves, others ask. */
final class HostedNumber extends Hosted {
    static final int GET = 1;
    static final int SET = 2;
    static final int COMPARE_AND_SET = 3;
    static final int ADD = 4;

    /** Answer: string path, int32 where in it. */
    static final int OPEN = 5;

    private final NumberPages.Place place;
    private boolean given;

    HostedNumber(long value) throws IOException {
        place = NumberPages.take();
        place.cell.open(value);
    }

    NumberCell cell() {
        return place.cell;
    }

    /** Each answer but one is the value before. */
    @Override
    void handle(Call call) throws Exception {
        NumberCell cell = place.cell;
        switch (call.op) {
            case GET -> call.answer(cell.get());
            case SET -> call.answer(cell.set(call.in.int64()));
            case COMPARE_AND_SET -> call.answer(cell.compareAndExchange(call.in.int64(), call.in.int64()));
            case ADD -> call.answer(cell.add(call.in.int64()));
            case OPEN -> {
                Encoder out = Values.encoder();
                out.string(place.file.name());
                out.int32(place.at);
                call.answer(Values.bytes(out, 0));
                Values.giveBack(out);
            }
            default -> throw new IllegalStateException("a number has no operation " + call.op);
        }
    }

    @Override
    void close() {
        place.cell.close();
    }

    /** Its memory is for others now: nobody has a name for it any more. */
    @Override
    synchronized void dropped() {
        close();
        if (!given) NumberPages.giveBack(place);
        given = true;
    }
}
