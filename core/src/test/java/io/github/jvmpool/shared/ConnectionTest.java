package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.Pool;
import io.github.jvmpool.ShippingException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipes, listeners and clients. */
@SuppressWarnings("try") // what is closed twice is tested
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class ConnectionTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] KEY = "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    /** Whether the end comes soon: what is forgotten on its way is given up after a minute only. */
    private static void assertEnds(Connection connection) throws Exception {
        assertThat(connection.poll(Duration.ofSeconds(20)))
                .as("end of the pipe")
                .isTrue();
        assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whatIsSentComesInItsOrderBothWays(Carrier carrier) throws Exception {
        var pipe = Pipe.open();
        var echo = carrier.start(() -> {
            for (Object each = pipe.second().recv();
                    each != null;
                    each = pipe.second().recv()) pipe.second().send(List.of(each, each));
        });
        for (int i = 0; i < 100; i++) pipe.first().send(i);
        pipe.first().send(new byte[1 << 18]);
        for (int i = 0; i < 100; i++) assertThat(pipe.first().recv()).isEqualTo(List.of(i, i));
        assertThat((List<?>) pipe.first().recv()).hasSize(2);
        assertThat(pipe.first().poll()).isFalse();
        assertThat(pipe.first().poll(Duration.ofMillis(10))).isFalse();
        pipe.first().send(null);
        echo.join();
        pipe.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void theEndIsReadOnceAllHaveClosed(Carrier carrier) throws Exception {
        var pipe = Pipe.open();
        carrier.run(() -> pipe.second().send("a"), () -> pipe.second().send("b"), () -> {
            pipe.second().send("c");
            if (carrier == Carrier.PROCESSES) pipe.second().close();
        });
        pipe.second().close();
        pipe.second().close();

        assertThat(List.of(
                        pipe.first().recv(), pipe.first().recv(), pipe.first().recv()))
                .containsExactlyInAnyOrder("a", "b", "c");
        if (carrier != Carrier.POOL) assertEnds(pipe.first()); // the workers live, with their ends
        assertThatIllegalStateException().isThrownBy(() -> pipe.second().send("d"));
        assertThatIllegalStateException().isThrownBy(() -> pipe.second().recv());
        assertThatIllegalStateException().isThrownBy(() -> pipe.second().poll());
        pipe.close();
    }

    @Test
    void theEndIsReadWhenAWorkerThatGotAnEndTwiceIsGone() throws Exception {
        var pipe = Pipe.open();
        try (var pool = Pool.of(1)) {
            pool.apply(() -> pipe.second().send(1));
            pool.apply(() -> pipe.second().send(2));
        }
        pipe.second().close();

        assertThat(pipe.first().recv()).isEqualTo(1);
        assertThat(pipe.first().recv()).isEqualTo(2);
        assertEnds(pipe.first());
        assertThatThrownBy(() -> pipe.first().send(3)).isInstanceOf(IOException.class);
        pipe.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Carrier.class,
            names = {"POOL", "PROCESSES"})
    void anEndThatCameThroughAQueueEndsWithItsTaker(Carrier carrier) throws Exception {
        var pipe = Pipe.open();
        var ends = SharedQueue.<Connection>create();
        ends.put(pipe.second());
        pipe.second().close();
        carrier.run(() -> {
            try (var end = ends.take()) {
                end.send("through a queue");
            }
        });

        assertThat(pipe.first().recv()).isEqualTo("through a queue");
        assertEnds(pipe.first());
        pipe.close();
        ends.close();
    }

    @Test
    void anEndMadeInAWorkerEndsWithItsTaker() throws Exception {
        var ends = SharedQueue.<Connection>create();
        Connection first = (Connection) Carrier.pool().apply(() -> {
            var pipe = Pipe.open();
            ends.put(pipe.second());
            pipe.second().close();
            return (Serializable) pipe.first();
        });
        Carrier.PROCESSES.run(() -> {
            var end = ends.take();
            end.send(ProcessHandle.current().pid());
        });

        assertThat(first.recv()).isInstanceOf(Long.class);
        assertEnds(first);
        ends.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void waitsForSeveral(Carrier carrier) throws Exception {
        var pipes = List.of(Pipe.open(), Pipe.open(), Pipe.open());
        var firsts = pipes.stream().map(Pipe::first).toList();
        assertThat(Connection.await(firsts, Duration.ofMillis(10))).isEmpty();
        assertThat(Connection.await(List.of())).isEmpty();

        var last = pipes.get(2);
        var other = carrier.start(() -> {
            last.second().send("x");
        });

        assertThat(Connection.await(firsts)).containsExactly(firsts.get(2));
        assertThat(firsts.get(2).recv()).isEqualTo("x");
        pipes.get(1).second().close();
        assertThat(Connection.await(firsts)).containsExactly(firsts.get(1));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Connection.await(List.of(firsts.get(0)))).isInstanceOf(InterruptedException.class);
        other.join();
        pipes.forEach(Pipe::close);
    }

    @Test
    void whatCannotTravelLeavesThePipeAsItIs() throws Exception {
        var pipe = Pipe.open();
        assertThatThrownBy(() -> pipe.first().send(new Thread())).isInstanceOf(ShippingException.class);
        pipe.first().send("fine");
        assertThat(pipe.second().recv()).isEqualTo("fine");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pipe.second().recv()).isInstanceOf(InterruptedException.class);
        pipe.close();
    }

    // ---- listeners and clients ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void clientsTalkToAListener(Carrier carrier) throws Exception {
        try (var listener = Listener.open(ANY, KEY)) {
            var address = listener.address();
            var client = carrier.start(() -> {
                try (var connection =
                        Client.connect(address, "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
                    connection.send(List.of(1, 2));
                    connection.send(new byte[3 << 20]);
                    Object answer = connection.recv();
                    if (!"thanks".equals(answer)) throw new AssertionError(answer);
                }
            });
            try (var connection = listener.accept()) {
                assertThat(connection.poll(Duration.ofSeconds(20))).isTrue();
                assertThat(connection.recv()).isEqualTo(List.of(1, 2));
                assertThat((byte[]) connection.recv()).hasSize(3 << 20);
                assertThatThrownBy(() -> connection.send(new Thread())).isInstanceOf(ShippingException.class);
                connection.send("thanks");
                assertThatThrownBy(connection::recv).isInstanceOf(EOFException.class);
                connection.close();
                connection.close();
                assertThatIllegalStateException().isThrownBy(connection::recv);
                assertThatIllegalStateException().isThrownBy(connection::poll);
                assertThatIllegalStateException().isThrownBy(() -> connection.send(1));
            }
            client.join();
        }
    }

    @Test
    void theWrongKeyLetsNobodyIn() throws Exception {
        try (var listener = Listener.open(ANY, KEY)) {
            var address = listener.address();
            var client = Carrier.async(() -> Client.connect(address, new byte[] {1}));

            assertThatThrownBy(listener::accept).isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> client.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(SecurityException.class);

            var good = Carrier.async(() -> Client.connect(address, KEY));
            try (var connection = listener.accept()) {
                connection.send(1);
                assertThat(good.get(20, TimeUnit.SECONDS).recv()).isEqualTo(1);
            }
            good.get().close();
        }
    }

    @Test
    void aClosedListenerTellsWhoWaits() throws Exception {
        var listener = Listener.open(ANY, KEY);
        var begun = new AtomicBoolean();
        var accepted = Carrier.async(() -> {
            begun.set(true);
            return listener.accept();
        });
        await().untilTrue(begun);
        listener.close();
        listener.close();

        assertThatThrownBy(() -> accepted.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWaitsAtAnEndThatItsProcessClosesIsTold(Carrier carrier) throws Exception {
        var pipe = Pipe.open();

        carrier.run(() -> {
            var mine = pipe.first();
            var begun = new CountDownLatch(3);
            Callable<?>[] waits = {
                () -> mine.recv(),
                () -> mine.poll(Duration.ofDays(1)),
                () -> Connection.await(List.of(mine, pipe.second()))
            };
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (var each : waits) {
                waiting.add(Carrier.async(() -> {
                    begun.countDown();
                    return each.call();
                }));
            }
            begun.await();

            mine.close();

            for (var each : waiting) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
        });

        pipe.close();
    }

    @Test
    void whoSaysAByteNowAndThenDoesNotHoldUpAListener() throws Exception {
        try (var listener = Listener.open(ANY, KEY);
                var slow = new Socket(
                        listener.address().getAddress(), listener.address().getPort())) {
            var accepted = Carrier.async(listener::accept);

            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        if (!accepted.isDone()) slow.getOutputStream().write(1);
                        return accepted.isDone();
                    });

            assertThatThrownBy(accepted::get)
                    .cause()
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void saysWhereNobodyListens() throws Exception {
        var listener = Listener.open(ANY, KEY);
        var address = listener.address();
        listener.close();

        assertThatThrownBy(() -> Client.connect(address, KEY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + address.getPort());
        assertThatThrownBy(() -> Listener.open(null, KEY)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Client.connect(null, KEY)).isInstanceOf(NullPointerException.class);
    }
}
