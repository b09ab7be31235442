package io.github.jvmpool.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
    @TempDir
    private Path directory;

    @Test
    void measuresAndWritesWhatItMeasured() throws Exception {
        Path json = directory.resolve("figures.json");

        int exitCode = new CommandLine(new BenchCommand())
                .execute("--quick", "--only", "start to first", "--json", json.toString());

        assertThat(exitCode).isZero();
        assertThat(Files.readString(json)).contains("\"jvmpool\"").contains("\"bare JVM\"");
    }

    @Test
    void refusesARowThatThereIsNot() {
        assertThat(new CommandLine(new BenchCommand()).execute("--only", "no such row"))
                .isEqualTo(2);
    }
}
