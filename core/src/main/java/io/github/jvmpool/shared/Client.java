package io.github.jvmpool.shared;

import io.github.jvmpool.home.Proof;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connects to a {@link Listener}: Python's {@code multiprocessing.connection.Client}. */
public final class Client {
    private static final int CONNECT_MILLIS = 30_000;

    private Client() {}

    /**
     * {@return a conversation with who listens there}
     *
     * @param address where
     * @param key what both sides know
     * @throws SecurityException if one of them does not
     * @throws IOException if nobody listens there
     */
    public static Connection connect(InetSocketAddress address, byte[] key) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS);
            socket.setSoTimeout(CONNECT_MILLIS);
            Proof.give(socket.getInputStream(), socket.getOutputStream(), key.clone());
            socket.setSoTimeout(0);
            return new SocketConnection(socket);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }
}
