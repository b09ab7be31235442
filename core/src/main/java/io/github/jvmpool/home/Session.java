package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A process that uses objects of this home, at this end of its line. */
final class Session extends Party implements Line.Listener {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    private static final int ANSWER_HEADER = 4 + 1 + 4 + 1;

    private final Home home;
    private final Line line;

    /** The calls that have no answer yet, and where they wait. */
    private final ConcurrentMap<Integer, FarCall> open = new ConcurrentHashMap<>();

    /** Guarded by itself: the grants that are in use. */
    private final BitSet slots = new BitSet();

    Session(Home home, Line line, String name) {
        super(name);
        this.home = home;
        this.line = line;
    }

    @Override
    void catchUp() {
        line.catchUp();
    }

    @Override
    @Nullable
    SharedFile memory() {
        return line.memory();
    }

    @Override
    int takeSlot() {
        if (line.memory() == null) return -1;
        synchronized (slots) {
            int slot = slots.nextClearBit(0);
            if (slot >= SharedFile.SLOTS) return -1;
            slots.set(slot);
            return slot;
        }
    }

    @Override
    void freeSlot(int slot) {
        synchronized (slots) {
            slots.clear(slot);
        }
    }

    @Override
    public void message(int kind, Source in) throws IOException {
        switch (kind) {
            case Protocol.CALL -> call(in);
            case Protocol.TELL -> tell(in);
            case Protocol.CANCEL -> cancel(in.int32());
            case Protocol.HOLD -> home.holds(this, in.int64());
            case Protocol.DROP -> home.drops(this, in.int64(), in.int64());
            default -> throw new ProtocolException("message of kind " + kind + " to a home of objects");
        }
    }

    private void call(Source in) throws IOException {
        int number = in.int32();
        long object = in.int64();
        long thread = in.int64();
        int op = in.int8();
        var call = new FarCall(this, number, object, thread, op, Home.rest(in));
        open.put(number, call);
        Hosted hosted = home.hosted(object);
        boolean slow = object == Protocol.HOME ? Home.isSlow(op) : hosted != null && hosted.isSlow(call);
        call.free = slow;
        if (slow) Daemons.helpers().execute(() -> home.handle(object, call));
        else home.handle(object, call);
    }

    private void tell(Source in) throws IOException {
        in.int32();
        long object = in.int64();
        var call = new Told(this, in.int64(), in.int8(), Home.rest(in));
        home.handle(object, call);
    }

    private void cancel(int number) {
        FarCall call = open.get(number);
        if (call == null) return;
        Hosted hosted = home.hosted(call.object);
        if (hosted != null) hosted.cancel(call);
    }

    @Override
    public void ended(@Nullable Throwable why) {
        if (why != null)
            LOG.log(System.Logger.Level.WARNING, "a process that uses shared objects was cut off: " + this, why);
        open.clear();
        home.left(this);
    }

    private static final class FarCall extends Call {
        private final Session session;
        private final int number;
        private final long object;

        FarCall(Session session, int number, long object, long thread, int op, ArraySource in) {
            super(session, thread, op, in);
            this.session = session;
            this.number = number;
            this.object = object;
        }

        @Override
        void send(int how, byte[] bytes, int offset, int length) {
            session.open.remove(number);
            byte[] head = new byte[ANSWER_HEADER];
            Bytes.int32(head, 0, ANSWER_HEADER - 4 + length);
            head[4] = Protocol.ANSWER;
            Bytes.int32(head, 5, number);
            head[9] = (byte) how;
            session.line.post(head, ANSWER_HEADER, bytes, offset, length);
        }
    }

    /** An operation without an answer; one that fails is worth a word in the log. */
    private static final class Told extends Call {
        Told(Session session, long thread, int op, ArraySource in) {
            super(session, thread, op, in);
        }

        @Override
        void send(int how, byte[] bytes, int offset, int length) {
            if (how != Protocol.FAILURE) return;
            Throwable failure = Failure.decode(new ArraySource(bytes, offset, length));
            LOG.log(System.Logger.Level.WARNING, "an operation on a shared object failed, of " + party, failure);
        }
    }
}
