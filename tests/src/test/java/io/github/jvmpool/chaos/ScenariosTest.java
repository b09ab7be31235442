package io.github.jvmpool.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenariosTest {
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPromiseIsKept(String name) throws InterruptedException {
        assertThat(brokenPromises(name, Scale.brief())).isEmpty();
    }

    @Test
    void everyPromiseIsKeptUnderAStormOfKills() throws InterruptedException {
        var storm = Scale.brief().withTasks(10_000).withEvery(Duration.ofMillis(50));

        assertThat(brokenPromises("kill", storm)).isEmpty();
    }

    @Test
    void withRetriesEveryTaskSucceedsHoweverOftenWorkersAreKilled() throws InterruptedException {
        var retried = Scale.brief().withTasks(10_000).withRetries(3);

        assertThat(brokenPromises("kill", retried)).isEmpty();
    }

    @Tag("nightly")
    @ParameterizedTest
    @MethodSource("names")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void everyPromiseIsKeptAtFullScale(String name) throws InterruptedException {
        assertThat(brokenPromises(name, Scale.complete())).isEmpty();
    }

    @Tag("nightly")
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void everyPromiseIsKeptAtFullScaleWithRetries() throws InterruptedException {
        assertThat(brokenPromises("kill", Scale.complete().withRetries(3))).isEmpty();
    }

    private java.util.List<String> brokenPromises(String name, Scale scale) throws InterruptedException {
        var scenario = Scenarios.named(name).orElseThrow();
        return Trial.of(scenario, scale, System.nanoTime(), out).broken();
    }
}
