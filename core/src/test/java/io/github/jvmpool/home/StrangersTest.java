package io.github.jvmpool.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who connects to a home and does not prove himself is in nobody's way. */
@Timeout(60)
class StrangersTest {
    private static final int STRANGERS = 40;
    private static final int SERVED_AT_ONCE = 16;
    private static final int GREETING_AND_CHALLENGE = 42;

    @Test
    void strangersOnTheNetworkDoNotKeepOutProcessesOfThisMachine() throws Exception {
        Home home = Home.own();
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int port = home.listen(anyPort, new byte[] {1, 2, 3}, ServerSocketFactory.getDefault());
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < STRANGERS; i++) strangers.add(new Socket(InetAddress.getLoopbackAddress(), port));
        for (Socket each : strangers.subList(0, SERVED_AT_ONCE))
            assertThat(each.getInputStream().readNBytes(GREETING_AND_CHALLENGE)).hasSize(GREETING_AND_CHALLENGE);

        for (int i = 0; i < 3; i++) FarHome.connect(home.address(), gone -> {}).close();

        // Nobody had to wait until a stranger had been sent away.
        Socket last = strangers.get(SERVED_AT_ONCE - 1);
        last.setSoTimeout(1);
        assertThatThrownBy(() -> last.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        for (Socket each : strangers) each.close();
    }
}
