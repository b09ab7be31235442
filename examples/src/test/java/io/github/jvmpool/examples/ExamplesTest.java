package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.examples.Examples.Example;
import java.time.Duration;
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
        var run = OtherJvm.run(SynchronousPool.class.getName());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output().lines()).hasSize(5).allMatch(line -> line.matches("复制中\\.\\.\\. \\d+"));
        var pids = Pattern.compile("\\d+")
                .matcher(run.output())
                .results()
                .map(match -> Long.parseLong(match.group()))
                .toList();
        await().atMost(Duration.ofSeconds(2)).until(() -> pids.stream().noneMatch(ExamplesTest::isAlive));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
