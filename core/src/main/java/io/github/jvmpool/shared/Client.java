package io.github.jvmpool.shared;

import io.github.jvmpool.home.Probation;
import io.github.jvmpool.home.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Connects to a {@link Listener}: Python's {@code multiprocessing.connection.Client}. */
public final class Client {
    private static final int CONNECT_MILLIS = 30_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private Client() {}

    /**
     * {@return a conversation with who listens there}
     *
     * @param address where
     * @param key what both sides know
     * @throws SecurityException if one of them does not
     * @throws IOException if nobody listens there, or something else, which does not answer within 30 seconds
     */
    public static Connection connect(InetSocketAddress address, byte[] key) throws IOException {
        Objects.requireNonNull(address, "address");
        byte[] own = key.clone();
        try {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.connect(address, CONNECT_MILLIS);
            } catch (Throwable e) {
                socket.close();
                throw e;
            }
            return conversation(socket, own);
        } catch (IOException e) {
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    private static Connection conversation(Socket socket, byte[] key) throws IOException {
        var probation = new Probation(socket, PATIENCE);
        try {
            Proof.give(socket.getInputStream(), socket.getOutputStream(), key);
            if (!probation.pass()) throw new IOException("too late");
            return new SocketConnection(socket);
        } catch (Throwable e) {
            if (probation.fail()) throw Probation.silent(e);
            throw e;
        }
    }
}
