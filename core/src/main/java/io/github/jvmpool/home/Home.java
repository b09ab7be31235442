package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The objects that live in this JVM, and who holds them. One that nobody holds is forgotten, but not within a minute after it was last
 * sent to somebody: it may still be on its way.
 */
public final class Home extends Place {
    static final UUID ID = UUID.randomUUID();

    /** How long something that was sent may be on its way without anybody holding it. */
    static volatile long grace = TimeUnit.SECONDS.toNanos(60);

    private static final Home OWN = new Home();

    private final ConcurrentMap<Long, Entry> objects = new ConcurrentHashMap<>();

    /** Objects that are closed and that somebody still holds. */
    private final ConcurrentMap<Long, Entry> closed = new ConcurrentHashMap<>();

    private final Map<String, Item> names = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Party self = new Party("this process");
    private final Server server = new Server(this);
    private final CountDownLatch shutDown = new CountDownLatch(1);

    /** An object and those who hold it. */
    private static final class Entry {
        final Hosted hosted;

        /** Guarded by this: how many processes hold it. */
        int holders;

        /** Guarded by this: until when it stays though nobody holds it. */
        long keepUntil;

        /** Guarded by this. */
        boolean gone;

        Entry(Hosted hosted) {
            this.hosted = hosted;
            this.keepUntil = System.nanoTime();
        }
    }

    private Home() {}

    /** {@return the home of the objects of this JVM} */
    public static Home own() {
        return OWN;
    }

    @Override
    public Address address() {
        return server.address();
    }

    @Override
    UUID id() {
        return ID;
    }

    // ---- operations of this process ----

    @Override
    void hold(long object) {
        holds(self, object);
    }

    @Override
    void drop(long object, long shippedAgo) {
        drops(self, object, shippedAgo);
    }

    @Override
    int number() {
        return 0;
    }

    @Override
    Outcome begin(Encoder out, int number, long object, int op) {
        Outcome outcome = new Outcome();
        byte[] needs = Values.bytes(out, Request.HEADER);
        var call =
                new OwnCall(self, Thread.currentThread().getId(), op, new ArraySource(needs, 0, needs.length), outcome);
        call.free = true;
        outcome.call = call;
        outcome.hosted = handle(object, call);
        return outcome;
    }

    @Override
    void cancel(int number, Outcome outcome) {
        Hosted hosted = outcome.hosted;
        Call call = outcome.call;
        if (hosted != null && call != null) hosted.cancel(call);
    }

    @Override
    void tell(Encoder out, long object, int op) {
        begin(out, 0, object, op);
    }

    @Override
    @Nullable
    SharedFile memory() {
        return null;
    }

    @Override
    void catchUp() {
        // This process says nothing to itself.
    }

    @Override
    @Nullable
    Hosted hosted(long object) {
        Entry entry = objects.get(object);
        return entry == null ? null : entry.hosted;
    }

    private static final class OwnCall extends Call {
        private final Outcome outcome;

        OwnCall(Party party, long thread, int op, ArraySource in, Outcome outcome) {
            super(party, thread, op, in);
            this.outcome = outcome;
        }

        @Override
        void send(int how, byte[] bytes, int offset, int length) {
            outcome.complete(how, new ArraySource(bytes, offset, length));
        }
    }

    // ---- operations of any process ----

    /** Handles a call on this thread; returns the object it was for, or null if there is none. */
    @Nullable
    Hosted handle(long object, Call call) {
        Hosted hosted = object == Protocol.HOME ? null : hosted(object);
        try {
            if (hosted != null) handle(object, hosted, call);
            else if (object == Protocol.HOME) handle(call);
            else throw Hosted.closed();
        } catch (Throwable e) {
            call.fail(e);
        }
        return hosted;
    }

    private void handle(long object, Hosted hosted, Call call) throws Exception {
        hosted.handle(call);
        if (hosted(object) != hosted) hosted.cameLate(call);
    }

    private void handle(Call call) throws Exception {
        ArraySource in = call.in;
        switch (call.op) {
            case Protocol.CREATE -> call.answer(add(Types.make(in.int8(), in, this), call.party));
            case Protocol.PING -> call.done();
            case Protocol.CLOSE -> {
                close(in.int64());
                call.done();
            }
            case Protocol.LISTEN -> {
                String host = Decoder.string(in);
                int port = in.int32();
                byte[] key = new byte[in.int32()];
                in.bytes(key, 0, key.length);
                call.answer(listen(new InetSocketAddress(host, port), key, ServerSocketFactory.getDefault()));
            }
            case Protocol.BIND -> {
                names.put(Decoder.string(in), Item.read(in));
                call.done();
            }
            case Protocol.FIND -> {
                Item found = names.get(Decoder.string(in));
                if (found == null) call.answer(Values.encode(null));
                else found.answer(call);
            }
            case Protocol.SHUT_DOWN -> {
                call.done();
                shutDown.countDown();
            }
            default -> throw new IllegalStateException("the home of objects has no operation " + call.op);
        }
    }

    private void close(long object) {
        Entry entry = objects.get(object);
        if (entry == null) return;
        // Those who hold it still do, until they let go.
        closed.put(object, entry);
        objects.remove(object);
        entry.hosted.close();
        removeIfUnused(object, entry);
    }

    private @Nullable Entry entry(long object) {
        Entry entry = objects.get(object);
        return entry == null ? closed.get(object) : entry;
    }

    /** Listens for other machines; returns the port. */
    public int listen(InetSocketAddress at, byte[] key, ServerSocketFactory sockets) throws IOException {
        return server.listen(at, key, sockets);
    }

    /** Whether a call to the home itself may take long. */
    static boolean isSlow(int op) {
        return op != Protocol.PING;
    }

    /** Waits until somebody has told this home to end. */
    public void awaitShutDown() throws InterruptedException {
        shutDown.await();
    }

    /** Adds an object, held by {@code party}; returns its name. */
    long add(Hosted hosted, Party party) {
        long id = lastId.incrementAndGet();
        Entry entry = new Entry(hosted);
        entry.holders = 1;
        objects.put(id, entry);
        party.holds(id);
        Pins.wanted();
        // Made for a process that has died meanwhile.
        if (party.isGone() && party.forgets(id)) release(id, entry, grace);
        return id;
    }

    void holds(Party party, long object) {
        Entry entry = entry(object);
        if (entry == null || !party.holds(object)) return;
        synchronized (entry) {
            entry.holders++;
        }
    }

    void drops(Party party, long object, long shippedAgo) {
        boolean last = party.drops(object);
        Entry entry = entry(object);
        if (entry == null || !last) return;
        entry.hosted.released(party);
        long keep = shippedAgo < 0 ? 0 : Math.max(0, grace - shippedAgo);
        release(object, entry, keep);
    }

    private void release(long object, Entry entry, long keep) {
        synchronized (entry) {
            entry.holders--;
            long until = System.nanoTime() + keep;
            if (until - entry.keepUntil > 0) entry.keepUntil = until;
        }
        removeIfUnused(object, entry);
    }

    private void removeIfUnused(long object, Entry entry) {
        long left;
        synchronized (entry) {
            if (entry.holders > 0 || entry.gone) return;
            left = entry.keepUntil - System.nanoTime();
            if (left <= 0) entry.gone = true;
        }
        if (left > 0) {
            Daemons.after(left, () -> removeIfUnused(object, entry));
            return;
        }
        objects.remove(object);
        closed.remove(object);
        entry.hosted.dropped();
    }

    /** A process is gone. What it had sent on may still be on its way. */
    void left(Party party) {
        party.goes();
        for (Entry entry : objects.values()) entry.hosted.left(party);
        for (Long object : party.held()) {
            Entry entry = entry(object);
            if (party.forgets(object) && entry != null) release(object, entry, grace);
        }
    }

    /** {@return how many objects live here} */
    public int size() {
        return objects.size();
    }
}
