package io.github.jvmpool.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.examples.Examples.Example;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void everyExampleHasANameOfItsOwnAndOneLineAboutIt() {
        assertThat(Examples.all())
                .extracting(Example::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z-]+"));
        assertThat(Examples.all())
                .extracting(Example::description)
                .allMatch(text -> text.length() <= 60 && !text.isBlank());
    }

    @Test
    void findsAnExampleInAnyCase() {
        assertThat(Examples.find("Hello-Blocking")).map(Example::name).contains("hello-blocking");
        assertThat(Examples.find("hello")).isEmpty();
    }

    @Test
    void anExampleRunsInAJvmOfItsOwnAndLeavesNoWorkerBehind() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SynchronousPool.class.getName())
                .redirectErrorStream(true)
                .start();

        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        var ended = process.waitFor(10, TimeUnit.SECONDS);

        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output.lines()).hasSize(5).allMatch(line -> line.matches("复制中\\.\\.\\. \\d+"));
        var pids = Pattern.compile("\\d+")
                .matcher(output)
                .results()
                .map(match -> Long.parseLong(match.group()))
                .toList();
        await().atMost(Duration.ofSeconds(2)).until(() -> pids.stream().noneMatch(ExamplesTest::isAlive));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
