package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A list in its home. Operations that compare values are done by who asks for them, on a copy, and take effect only if the list has not
 * changed since: each change has a number.
 */
final class HostedList extends Hosted {
    static final int SIZE = 1;
    static final int GET = 2;
    static final int SET = 3;
    static final int ADD = 4;
    static final int INSERT = 5;
    static final int REMOVE = 6;
    static final int CLEAR = 7;
    static final int SNAPSHOT = 8;

    /** int64 version, int32 index: remove if nothing has changed. */
    static final int REMOVE_IF = 9;

    /** int64 version, int32 index, the value: set if nothing has changed. */
    static final int SET_IF = 10;

    /** int64 version, int32 count, each one's length and bytes: the whole list anew, if nothing has changed. */
    static final int REPLACE_IF = 11;

    private final List<Item> items = new ArrayList<>();
    private long version;

    @Override
    synchronized void handle(Call call) throws Exception {
        switch (call.op) {
            case SIZE -> call.answer(items.size());
            case GET -> items.get(call.in.int32()).answer(call);
            case SET -> {
                int index = call.in.int32();
                Item before = items.set(index, Item.read(call.in));
                changed(before);
                before.answer(call);
            }
            case ADD -> {
                items.add(Item.read(call.in));
                version++;
                call.done();
            }
            case INSERT -> {
                int index = call.in.int32();
                items.add(index, Item.read(call.in));
                version++;
                call.done();
            }
            case REMOVE -> {
                Item removed = items.remove(call.in.int32());
                changed(removed);
                removed.answer(call);
            }
            case CLEAR -> {
                items.forEach(Item::given);
                items.clear();
                version++;
                call.done();
            }
            case SNAPSHOT -> snapshot(call);
            case REMOVE_IF -> {
                boolean same = call.in.int64() == version;
                if (same) changed(items.remove(call.in.int32()));
                call.answer(same);
            }
            case SET_IF -> {
                boolean same = call.in.int64() == version;
                int index = call.in.int32();
                if (same) changed(items.set(index, Item.read(call.in)));
                call.answer(same);
            }
            case REPLACE_IF -> call.answer(replace(call));
            default -> throw new IllegalStateException("a list has no operation " + call.op);
        }
    }

    private void changed(Item gone) {
        gone.given();
        version++;
    }

    private void snapshot(Call call) {
        Encoder out = Values.encoder();
        out.int64(version);
        out.int32(items.size());
        for (Item item : items) {
            out.int32(item.length());
            item.copy(out);
        }
        call.answer(Values.bytes(out, 0));
        Values.giveBack(out);
    }

    private boolean replace(Call call) throws IOException {
        if (call.in.int64() != version) return false;
        int count = call.in.int32();
        List<Item> wanted = new ArrayList<>();
        for (int i = 0; i < count; i++) wanted.add(Item.readSized(call.in));
        items.forEach(Item::given);
        items.clear();
        items.addAll(wanted);
        version++;
        return true;
    }
}
