package io.github.jvmpool.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ChaosCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ChaosCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void withoutAScenarioItListsThemAll() {
        assertThat(run()).isZero();
        for (var scenario : Scenarios.all()) assertThat(out.toString()).contains("  " + scenario.name() + " ");
    }

    @Test
    void printsTheSeedAndTheLedgerAndWritesItAsJson(@TempDir Path directory) throws Exception {
        var file = directory.resolve("ledger.json");

        int exitCode = run("cancel", "--tasks", "50", "--seed", "7", "--json", file.toString());

        assertThat(exitCode).as("%s", out).isZero();
        assertThat(out.toString()).contains("seed 7", "submitted", "every promise was kept");
        var ledger = (Map<?, ?>) JSON.std.mapFrom(file.toFile()).get("cancel");
        assertThat(ledger.get("seed")).isEqualTo(7);
        assertThat(ledger.get("broken")).isEqualTo(List.of());
        assertThat(ledger.get("seconds")).isInstanceOf(Number.class);
    }

    @Test
    void aScenarioThatCannotGoOnIsAnExitCodeOfOne() {
        int exitCode = run("limits", "--tasks", "1", "--every", "1ms", "--processes", "0");

        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString()).contains("BROKEN: ", "PROMISES BROKEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kil", "kill --every soon", "kill --every 0s", "kill --tasks many"})
    void wrongArgumentsAreRefused(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotEmpty();
    }
}
