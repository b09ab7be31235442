package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```\n\nIt prints `(.*?)` and `(.*?)`\\.");

    @Test
    void theProgramsInTheReadmePrintWhatTheReadmeSays(@TempDir Path directory) throws Exception {
        var programs = PROGRAM.matcher(readme()).results().toList();
        assertThat(programs).hasSize(2);
        for (var program : programs) {
            var source = Files.writeString(directory.resolve("Program.java"), program.group(1));

            var run = OtherJvm.run(source.toString());

            assertThat(run.output().lines()).containsExactly(program.group(2), program.group(3));
            assertThat(run.exitCode()).isZero();
        }
    }

    private static String readme() throws IOException {
        var here = Path.of("").toAbsolutePath();
        for (var directory = here; directory != null; directory = directory.getParent()) {
            var readme = directory.resolve("README.md");
            if (Files.exists(readme)) return Files.readString(readme);
        }
        throw new IOException("no README.md in or above " + here);
    }
}
