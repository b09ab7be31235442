package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceiverFuzzTest {
    @Test
    void spoiledMessagesCostACallerWithLittleMemoryNothingButTheirWorker() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        var command = new ArrayList<String>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ReceiverFuzz.class.getName()));
        command.addAll(List.of(Long.toString(seed), "10000", "10000", "1000"));

        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).as("-Dseed=%s", seed).contains("refused").doesNotContain("BROKEN", "Exception");
        assertThat(process.exitValue()).isZero();
        System.out.print(said);
    }
}
