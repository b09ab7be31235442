package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.launch.PoolDirectory;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** A home in another process, at this end of the line to it. */
final class FarHome extends Place implements Line.Listener {
    private static final int CONNECT_MILLIS = 30_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** Names the shared files of this process. */
    private static final AtomicInteger LINES = new AtomicInteger();

    private final Address address;
    private final Line line;
    private final Consumer<FarHome> whenLost;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentMap<Integer, Outcome> open = new ConcurrentHashMap<>();
    private final AtomicInteger telling = new AtomicInteger();
    private final boolean isFirst;
    private final SignsOfLife signs;
    private volatile @Nullable HomeLost lost;

    /** Whether it was given up because it gave no sign of life. */
    private volatile boolean silent;

    /** Guarded by this: how many want the conversation itself to go on. */
    private int users;

    /** Guarded by this: the last of them has ended it. */
    private boolean ending;

    private FarHome(Address address, Line line, Consumer<FarHome> whenLost) {
        this.address = address;
        this.line = line;
        this.whenLost = whenLost;
        this.isFirst = FirstHome.isAt(address);
        this.signs = new SignsOfLife(this, line);
    }

    // ---- the beginning ----

    private interface Connecting {
        FarHome connect() throws IOException;
    }

    static FarHome connect(Address address, Consumer<FarHome> whenLost) {
        if (address.port() != 0) {
            SocketFactory sockets = address.tls() ? SSLSocketFactory.getDefault() : SocketFactory.getDefault();
            return connect(address.place(), address.port(), address.key(), sockets, whenLost);
        }
        return connect(address.toString(), () -> new FarHome(address, near(address), whenLost));
    }

    static FarHome connect(String host, int port, byte[] key, SocketFactory sockets, Consumer<FarHome> whenLost) {
        return connect(host + ':' + port, () -> far(host, port, key, sockets, whenLost));
    }

    /** Connects on a thread of the library's own: an interrupt would close a channel that the interrupted thread is using. */
    private static FarHome connect(String where, Connecting connecting) {
        var made = new CompletableFuture<FarHome>();
        Daemons.helpers().execute(() -> {
            try {
                FarHome home = connecting.connect();
                home.line.start(home);
                made.complete(home);
            } catch (Throwable e) {
                made.completeExceptionally(e);
            }
        });
        try {
            Pins.wanted();
            return made.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SecurityException refused) {
                throw new SecurityException("cannot connect to " + where + ": " + refused.getMessage(), refused);
            }
            throw new HomeLost(
                    "the home of shared objects, " + where + ", cannot be reached: " + e.getCause(), e.getCause());
        }
    }

    private static Line near(Address address) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.place()));
        var probation = new Probation(channel, FirstHome.isAt(address) ? Long.MAX_VALUE / 2 : PATIENCE); // see watch()
        PoolDirectory.Placed placed = null;
        try {
            var in = new DataInputStream(Channels.newInputStream(channel));
            var out = new DataOutputStream(Channels.newOutputStream(channel));
            Proof.give(in, out, address.key());
            placed = sharedFile(Path.of(address.place())
                    .resolveSibling("line-" + ProcessHandle.current().pid() + '-' + LINES.incrementAndGet()));
            out.writeLong(ProcessHandle.current().pid());
            out.writeUTF(placed.path().toString());
            if (in.readByte() != Server.MAPPED) throw new IOException("the other side cannot map " + placed.path());
            if (!probation.pass()) throw new IOException("too late");
            return new RingLine(channel, placed.file(), true, "to-" + address.pid());
        } catch (Throwable e) {
            if (probation.fail())
                throw new IOException("it accepted the connection and said nothing for 30 s, as if stopped", e);
            throw e;
        } finally {
            if (placed != null) Files.deleteIfExists(placed.path());
        }
    }

    /** In the home's directory, which outlives this process; in one of this process's own if there is no room for it there. */
    private static PoolDirectory.Placed sharedFile(Path path) throws IOException {
        try {
            return new PoolDirectory.Placed(SharedFile.create(path.toString(), RingLine.RING_BYTES), path);
        } catch (IOException noRoom) {
            Files.deleteIfExists(path);
            return OwnDirectory.INSTANCE.newSharedFile(RingLine.RING_BYTES);
        }
    }

    private static FarHome far(String host, int port, byte[] key, SocketFactory sockets, Consumer<FarHome> whenLost)
            throws IOException {
        Socket socket = sockets.createSocket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
        var probation = new Probation(socket, PATIENCE);
        try {
            Proof.give(socket.getInputStream(), socket.getOutputStream(), key);
            var in = new DataInputStream(socket.getInputStream());
            UUID id = new UUID(in.readLong(), in.readLong());
            var address = new Address(id, in.readLong(), host, port, socket instanceof SSLSocket, key);
            if (!probation.pass()) throw new IOException("too late");
            return new FarHome(address, new StreamLine(socket, "to-" + host), whenLost);
        } catch (Throwable e) {
            if (probation.fail()) throw Probation.silent(e);
            throw e;
        }
    }

    /** Where this process puts what is shared until the other side has mapped it. */
    static final class OwnDirectory {
        static final PoolDirectory INSTANCE = new PoolDirectory(Optional.empty());

        private OwnDirectory() {}

        static Path path() throws IOException {
            return INSTANCE.path();
        }
    }

    // ---- operations ----

    @Override
    public Address address() {
        return address;
    }

    @Override
    UUID id() {
        return address.id();
    }

    @Override
    @Nullable
    SharedFile memory() {
        return line.memory();
    }

    @Override
    void catchUp() {
        line.catchUp();
    }

    @Override
    int number() {
        return numbers.incrementAndGet();
    }

    @Override
    Outcome begin(Encoder out, int number, long object, int op) {
        Outcome outcome = new Outcome();
        open.put(number, outcome);
        watch();
        try {
            send(out);
        } catch (Line.LineEnded e) {
            open.remove(number);
            outcome.lose(why());
        }
        // The end may have come after the outcomes that were open had been told.
        if (lost != null && open.remove(number) != null) outcome.lose(why());
        return outcome;
    }

    @Override
    void tell(Encoder out, long object, int op) {
        if (lost != null) throw why();
        out.array()[4] = Protocol.TELL;
        telling.incrementAndGet();
        watch();
        try {
            send(out);
        } catch (Line.LineEnded e) {
            throw why();
        } finally {
            telling.decrementAndGet();
        }
    }

    /** Not of the first JVM of the family: it may be stopped by a debugger, and does not go without its processes. */
    private void watch() {
        if (!isFirst) signs.expect();
    }

    /** {@return whether anybody waits for this home, besides so many that only ask whether it is there} */
    boolean isAwaited(int asking) {
        return open.size() > asking || telling.get() > 0;
    }

    /** Asks for an answer, which tells that it is there. */
    void ask(Outcome answer) {
        int number = number();
        open.put(number, answer);
        Encoder out = Values.encoder();
        out.int32(Request.HEADER - 4);
        out.int8(Protocol.CALL);
        out.int32(number);
        out.int64(Protocol.HOME);
        out.int64(0);
        out.int8(Protocol.PING);
        line.post(out.array(), out.position());
        Values.giveBack(out);
    }

    /** It gives no sign of life. */
    void giveUp() {
        silent = true;
        line.close();
    }

    private void send(Encoder out) throws Line.LineEnded {
        if (out.flat()) {
            out.patchInt32(0, out.position() - 4);
            line.send(out.array(), out.position());
            return;
        }
        Encoded all = out.finish();
        byte[] head = new byte[4];
        Bytes.int32(head, 0, (int) (all.length() - 4));
        line.send(head, 4, new Behind(all, 4));
    }

    /** All but the first bytes. */
    private static final class Behind extends Encoded {
        private final Encoded all;
        private final int from;

        Behind(Encoded all, int from) {
            this.all = all;
            this.from = from;
        }

        @Override
        public long length() {
            return all.length() - from;
        }

        @Override
        public int copy(long position, ByteBuffer target) {
            return all.copy(from + position, target);
        }
    }

    @Override
    void cancel(int number, Outcome outcome) {
        byte[] message = new byte[9];
        Bytes.int32(message, 0, 5);
        message[4] = Protocol.CANCEL;
        Bytes.int32(message, 5, number);
        line.post(message, message.length);
    }

    @Override
    void hold(long object) {
        Encoder out = Values.encoder();
        out.int32(9);
        out.int8(Protocol.HOLD);
        out.int64(object);
        line.post(out.array(), out.position());
        Values.giveBack(out);
    }

    @Override
    void drop(long object, long shippedAgo) {
        Encoder out = Values.encoder();
        out.int32(17);
        out.int8(Protocol.DROP);
        out.int64(object);
        out.int64(shippedAgo);
        line.post(out.array(), out.position());
        Values.giveBack(out);
    }

    // ---- what comes ----

    @Override
    public void message(int kind, Source in) throws IOException {
        if (kind != Protocol.ANSWER) throw new ProtocolException("message of kind " + kind + " from a home of objects");
        int number = in.int32();
        int how = in.int8();
        Outcome outcome = open.remove(number);
        if (outcome == null) throw new ProtocolException("answer to no call: " + number);
        outcome.complete(how, in.detach());
    }

    @Override
    public void pause() {
        // Each answer has been given to who waits for it.
    }

    @Override
    public void ended(@Nullable Throwable why) {
        lost = lost(why);
        whenLost.accept(this);
        for (Integer number : open.keySet()) {
            Outcome outcome = open.remove(number);
            if (outcome != null) outcome.lose(why());
        }
    }

    private HomeLost why() {
        HomeLost known = lost;
        return lost(known == null ? null : known.getCause());
    }

    private HomeLost lost(@Nullable Throwable why) {
        String how = silent
                ? "gave no answer for more than 10 s, as if stopped or cut off from the network, and was given up: "
                : "is gone: ";
        return new HomeLost("the process in which the shared object lived " + how + address, why);
    }

    @Override
    boolean isLost() {
        return lost != null;
    }

    @Override
    public synchronized boolean use() {
        if (ending) return false;
        users++;
        return true;
    }

    @Override
    public void disconnect() {
        synchronized (this) {
            if (--users > 0) return;
            ending = true;
            whenLost.accept(this); // who connects from now on begins anew
        }
        close();
    }

    void close() {
        line.close();
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
