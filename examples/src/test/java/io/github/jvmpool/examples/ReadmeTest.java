package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    @Test
    void theProgramInTheReadmePrintsWhatTheReadmeSays(@TempDir Path directory) throws Exception {
        var readme = readme();
        var source = Files.writeString(directory.resolve("Hello.java"), only("(?s)```java\n(.*?)```", readme));
        var promise = Pattern.compile("It prints `(.*?)` and `(.*?)`\\.").matcher(readme);
        assertThat(promise.find()).isTrue();

        var run = OtherJvm.run(source.toString());

        assertThat(run.output().lines()).containsExactly(promise.group(1), promise.group(2));
        assertThat(run.exitCode()).isZero();
    }

    private static String readme() throws IOException {
        var here = Path.of("").toAbsolutePath();
        for (var directory = here; directory != null; directory = directory.getParent()) {
            var readme = directory.resolve("README.md");
            if (Files.exists(readme)) return Files.readString(readme);
        }
        throw new IOException("no README.md in or above " + here);
    }

    private static String only(String regex, String text) {
        var found = Pattern.compile(regex).matcher(text).results().toList();
        assertThat(found).hasSize(1);
        return found.get(0).group(1);
    }
}
