package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A process that uses objects of this home, at this end of its line. */
final class Session extends Party implements Line.Listener {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    private static final int MOST_PUTS = 64;
    private static final int ANSWER_HEADER = 4 + 1 + 4 + 1;

    private final Home home;
    private final Line line;

    /** The calls that have no answer yet, and where they wait. */
    private final ConcurrentMap<Integer, FarCall> open = new ConcurrentHashMap<>();

    // Of the thread that takes messages from the line: puts that have come and are not in their queue yet.
    private @Nullable HostedQueue putting;
    private long puttingTo;
    private int puttingTag;
    private final Item[] puts = new Item[MOST_PUTS];
    private int putCount;

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
        if (kind == Protocol.TELL) {
            tell(in);
            return;
        }
        pause();
        switch (kind) {
            case Protocol.CALL -> call(in);
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
        var call = new FarCall(this, number, object, thread, op, in.detach());
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
        long thread = in.int64();
        int op = in.int8();
        if (op == HostedQueue.PUT_ON_CREDIT && collect(object, in)) return;
        pause();
        // Of an object that has been closed there is nothing to tell.
        if (object != Protocol.HOME && home.hosted(object) == null) return;
        home.handle(object, new Told(this, thread, op, in.detach()));
    }

    /** Keeps a put for those that follow, so that the queue is locked once for many; returns false if there is no such queue. */
    private boolean collect(long object, Source in) throws IOException {
        HostedQueue queue = putting;
        if (queue == null || puttingTo != object) {
            pause();
            if (!(home.hosted(object) instanceof HostedQueue other)) return false;
            queue = other;
            putting = queue;
            puttingTo = object;
        }
        int tag = in.int32();
        if (tag != puttingTag) {
            putAll(queue);
            puttingTag = tag;
        }
        Item item = Item.read(in.detach()); // of a process that was killed in the middle of sending it never comes
        puts[putCount++] = item;
        if (putCount == puts.length) putAll(queue);
        return true;
    }

    private void putAll(HostedQueue queue) {
        if (putCount == 0) return;
        queue.putOnCredit(this, puttingTag, puts, putCount);
        Arrays.fill(puts, 0, putCount, null);
        putCount = 0;
    }

    @Override
    public void pause() {
        HostedQueue queue = putting;
        if (queue == null) return;
        putting = null;
        putAll(queue);
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
