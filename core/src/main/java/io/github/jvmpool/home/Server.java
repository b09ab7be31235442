package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.SharedFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * Lets processes in that know the key. Those of this machine come over a socket in a directory that no other user may enter; of other
 * machines, if anybody has asked to listen for them, over TCP.
 *
 * <p>Whoever connects has five seconds to prove himself, and only so many may try at a time at each door: strangers on the network must not
 * keep out the processes of this machine.
 */
final class Server {
    static final byte MAPPED = 1;

    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");
    private static final int KEY_BYTES = 32;
    private static final int MOST_STRANGERS = 16;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final int LONGEST_PATH = 100;

    private final Home home;
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable Address address;

    Server(Home home) {
        this.home = home;
    }

    /** {@return where this home is; begins to listen if it has not yet} */
    Address address() {
        Address known = address;
        return known == null ? open() : known;
    }

    private synchronized Address open() {
        Address known = address;
        if (known != null) return known;
        try {
            Path path = FarHome.OwnDirectory.path().resolve("home");
            if (path.toString().length() > LONGEST_PATH) {
                throw new IOException(
                        "the path " + path + " is too long for a socket; choose a shorter one with -Djava.io.tmpdir");
            }
            var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(path));
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            var made = new Address(Home.ID, ProcessHandle.current().pid(), path.toString(), 0, false, key);
            Object owner = Files.getOwner(path);
            Daemons.thread("jvmpool-home", () -> accept(channel, owner, key)).start();
            address = made;
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "shared objects cannot be reached by other processes: " + e.getMessage(), e);
        }
    }

    // ---- this machine ----

    private void accept(ServerSocketChannel server, Object owner, byte[] key) {
        var strangers = new Semaphore(MOST_STRANGERS);
        for (; ; ) {
            try {
                Thread.interrupted();
                strangers.acquireUninterruptibly();
                SocketChannel channel = server.accept();
                var probation = new Probation(channel, PATIENCE);
                Daemons.helpers().execute(() -> welcome(channel, probation, owner, key, strangers));
            } catch (IOException | OutOfMemoryError e) {
                strangers.release();
                if (!server.isOpen()) return;
                LOG.log(System.Logger.Level.WARNING, "a process could not connect to shared objects", e);
                pause();
            }
        }
    }

    private void welcome(SocketChannel channel, Probation probation, Object owner, byte[] key, Semaphore strangers) {
        try {
            if (!isOwn(channel, owner)) throw new SecurityException("a process of another user wanted to connect");
            var in = new DataInputStream(Channels.newInputStream(channel));
            var out = new DataOutputStream(Channels.newOutputStream(channel));
            Proof.demand(in, out, key);
            long pid = in.readLong();
            String path = in.readUTF();
            SharedFile file = SharedFile.open(path);
            out.writeByte(MAPPED);
            out.flush();
            if (!probation.pass()) return;
            var line = new RingLine(channel, file, false, "of-" + pid);
            line.start(new Session(home, line, "process " + pid));
        } catch (IOException | RuntimeException e) {
            refuse(probation, e);
        } finally {
            strangers.release();
        }
    }

    private static boolean isOwn(SocketChannel channel, Object owner) throws IOException {
        try {
            if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) return true;
            UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return peer.user().equals(owner);
        } catch (NoClassDefFoundError imageWithoutJdkNet) {
            return true; // the directory and the key still stand
        }
    }

    private void refuse(Probation probation, Exception why) {
        boolean tooSlow = probation.fail();
        long count = refused.incrementAndGet();
        // Whoever tries again and again shall not fill the log.
        if (Long.bitCount(count) == 1) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "refused to share objects with a process, " + count + " so far: "
                            + (tooSlow ? "it did not prove in time that it knows the key" : why.getMessage()));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            // Nobody may interrupt this thread.
        }
    }

    // ---- other machines ----

    /** Listens at an address; returns the port. */
    int listen(InetSocketAddress at, byte[] key, ServerSocketFactory sockets) throws IOException {
        ServerSocket server = sockets.createServerSocket();
        server.setReuseAddress(true);
        try {
            server.bind(at);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen at " + at + ": " + e.getMessage(), e);
        }
        Daemons.thread("jvmpool-home-" + server.getLocalPort(), () -> accept(server, key))
                .start();
        return server.getLocalPort();
    }

    private void accept(ServerSocket server, byte[] key) {
        var strangers = new Semaphore(MOST_STRANGERS);
        for (; ; ) {
            try {
                strangers.acquireUninterruptibly();
                Socket socket = server.accept();
                var probation = new Probation(socket, PATIENCE);
                Daemons.helpers().execute(() -> welcome(socket, probation, key, strangers));
            } catch (IOException | OutOfMemoryError e) {
                strangers.release();
                if (server.isClosed()) return;
                LOG.log(System.Logger.Level.WARNING, "another machine could not connect to shared objects", e);
                pause();
            }
        }
    }

    private void welcome(Socket socket, Probation probation, byte[] key, Semaphore strangers) {
        try {
            socket.setTcpNoDelay(true);
            Proof.demand(socket.getInputStream(), socket.getOutputStream(), key);
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeLong(Home.ID.getMostSignificantBits());
            out.writeLong(Home.ID.getLeastSignificantBits());
            out.writeLong(ProcessHandle.current().pid());
            if (!probation.pass()) return;
            String name = String.valueOf(socket.getRemoteSocketAddress());
            var line = new StreamLine(socket, "of-" + name);
            line.start(new Session(home, line, name));
        } catch (IOException | RuntimeException e) {
            refuse(probation, e);
        } finally {
            strangers.release();
        }
    }
}
