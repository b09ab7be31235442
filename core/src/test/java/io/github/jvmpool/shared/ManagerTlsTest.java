package io.github.jvmpool.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.JvmProcess;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managers that are talked to over TLS. */
class ManagerTlsTest {
    private static final String PASSWORD = "changeit";
    private static final byte[] KEY = "a key that both sides know".getBytes(UTF_8);

    @TempDir
    private Path directory;

    private String keys = "";

    @BeforeEach
    void makeACertificate() throws Exception {
        keys = directory.resolve("keys.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "home",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys,
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    private static SSLContext context(String path) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @Test
    void objectsAreUsedOverAnEncryptedConnection() throws Exception {
        SharedMap<String, String> map = SharedMap.create();
        Manager.local().bind("map", map);
        InetSocketAddress where =
                Manager.local().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY, context(keys));
        int port = where.getPort();
        String path = keys;

        JvmProcess other = JvmProcess.start(() -> {
            try (Manager manager = Manager.connect(new InetSocketAddress("localhost", port), KEY, context(path))) {
                @SuppressWarnings("unchecked")
                SharedMap<String, String> there = manager.find("map", SharedMap.class);
                there.put("over", "tls");
            }
        });

        assertThat(other.join(Duration.ofSeconds(30))).isTrue();
        assertThat(other.exitCode()).hasValue(0);
        assertThat(map).containsEntry("over", "tls");
    }

    @Test
    void whoSpeaksPlainlyIsNotLetIn() throws Exception {
        InetSocketAddress where =
                Manager.local().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), KEY, context(keys));

        assertThatThrownBy(() -> Manager.connect(new InetSocketAddress("localhost", where.getPort()), KEY))
                .isInstanceOf(ManagerLostException.class);
    }

    @Test
    void aStartedManagerCannotListenWithTls() throws Exception {
        try (Manager manager = Manager.start()) {
            assertThatThrownBy(() -> manager.listen(new InetSocketAddress(0), KEY, context(keys)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Manager.local()");
        }
    }
}
