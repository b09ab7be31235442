package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing that comes from a side that has not proved that it knows the key is deserialized, whichever side that is. */
@Timeout(60)
class KeyProofTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] KEY = {1, 2, 3};
    private static final byte[] GREETING = "jvmpool 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHALLENGE = 32;
    private static final int DIGEST = 32;

    private static volatile boolean read;

    /** Leaves a mark when it is deserialized. */
    static final class Mark implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    @BeforeEach
    void wipe() {
        read = false;
    }

    /** The object as every part of the library would take it for one, many times. */
    private static byte[] marks() throws IOException {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            var plain = new ByteArrayOutputStream();
            try (var out = new ObjectOutputStream(plain)) {
                out.writeObject(new Mark());
            }
            all.write(plain.toByteArray());
            byte[] message = io.github.jvmpool.home.Values.encode(new Mark());
            for (int shift = 24; shift >= 0; shift -= 8) all.write(message.length >>> shift);
            all.write(message);
        }
        return all.toByteArray();
    }

    /** What a client sends who does not know the key. */
    private static void forgeClient(InetSocketAddress address) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            new DataInputStream(socket.getInputStream()).readFully(new byte[GREETING.length + CHALLENGE]);
            socket.getOutputStream().write(new byte[CHALLENGE + DIGEST]);
            sendMarks(socket);
            awaitEnd(socket.getInputStream());
        }
    }

    /** Answers one client as a server does that does not know the key. */
    private static CompletableFuture<Void> forgeServer(ServerSocket server) {
        return Carrier.async(() -> {
            try (var socket = server.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(GREETING);
                out.write(new byte[CHALLENGE]);
                new DataInputStream(socket.getInputStream()).readFully(new byte[CHALLENGE + DIGEST]);
                out.write(1); // welcome
                out.write(new byte[DIGEST]);
                sendMarks(socket);
                awaitEnd(socket.getInputStream());
            }
            return null;
        });
    }

    private static void sendMarks(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(marks());
        } catch (IOException e) {
            // The other side need not read it.
        }
    }

    private static void awaitEnd(InputStream in) {
        try {
            while (in.read() >= 0) {
                // Until the other side closes.
            }
        } catch (IOException e) {
            // That is an end too.
        }
    }

    /** The mark works: with the key it is left. */
    @Test
    void theKeyOpensTheDoor() throws Exception {
        try (var listener = Listener.open(ANY, KEY)) {
            var client = Carrier.async(() -> Client.connect(listener.address(), KEY));
            try (var connection = listener.accept();
                    var other = client.get(20, TimeUnit.SECONDS)) {
                other.send(new Mark());
                assertThat(connection.recv()).isInstanceOf(Mark.class);
            }
        }

        assertThat(read).isTrue();
    }

    @Test
    void aListenerReadsNothingOfAClientWithoutTheKey() throws Exception {
        try (var listener = Listener.open(ANY, KEY)) {
            var accepted = Carrier.async(listener::accept);

            forgeClient(listener.address());

            assertThatThrownBy(() -> accepted.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SecurityException.class);
        }
        assertThat(read).isFalse();
    }

    @Test
    void aManagerReadsNothingOfAClientWithoutTheKey() throws Exception {
        forgeClient(Manager.local().listen(ANY, KEY));

        assertThat(read).isFalse();
    }

    @Test
    void aClientReadsNothingOfAServerWithoutTheKey() throws Exception {
        refusesForgedServer(address -> () -> Client.connect(address, KEY));
    }

    @Test
    void whoConnectsToAManagerReadsNothingOfAServerWithoutTheKey() throws Exception {
        refusesForgedServer(address -> () -> Manager.connect(address, KEY));
    }

    private interface Connecting {
        Callable<?> to(InetSocketAddress address);
    }

    private static void refusesForgedServer(Connecting connecting) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served = forgeServer(server);
            var address = (InetSocketAddress) server.getLocalSocketAddress();

            assertThatThrownBy(() -> connecting.to(address).call())
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("does not know the key");

            served.get(20, TimeUnit.SECONDS);
        }
        assertThat(read).isFalse();
    }
}
