package io.github.jvmpool.shared;

import io.github.jvmpool.home.Probation;
import io.github.jvmpool.home.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Waits for {@link Client}s of this or other machines: Python's {@code multiprocessing.connection.Listener}. Both sides have to know the same
 * key, and prove it before anything else is read; what is sent is not encrypted. Thread-safe.
 */
public final class Listener implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final ServerSocket server;
    private final byte[] key;

    private Listener(ServerSocket server, byte[] key) {
        this.server = server;
        this.key = key;
    }

    /**
     * {@return a listener}
     *
     * @param address where to listen; port 0 for any that is free
     * @param key what clients have to know
     * @throws IOException if it cannot listen there
     */
    public static Listener open(InetSocketAddress address, byte[] key) throws IOException {
        Objects.requireNonNull(address, "address"); // to the JDK null means any
        byte[] own = key.clone();
        var server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(address);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
        return new Listener(server, own);
    }

    /** {@return where it listens} */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /**
     * Waits for a client.
     *
     * @return a conversation with it
     * @throws SecurityException if it does not know the key, or has not said so within five seconds; the listener goes on
     * @throws IOException if the listener is closed, or the connection is lost at once
     */
    public Connection accept() throws IOException {
        Socket socket = server.accept();
        var probation = new Probation(socket, PATIENCE);
        try {
            socket.setTcpNoDelay(true);
            Proof.demand(socket.getInputStream(), socket.getOutputStream(), key);
            if (!probation.pass()) throw new IOException("too late");
            return new SocketConnection(socket);
        } catch (Throwable e) {
            if (!probation.fail()) throw e;
            throw new SecurityException(
                    "a process that wanted to connect did not prove in time that it knows the key", e);
        }
    }

    /** Listens no longer; who waits in {@link #accept()} gets an {@link IOException}. Conversations go on. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
