package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class Tutorial1Test {
    private static final long THIS_JVM = ProcessHandle.current().pid();

    @Test
    void synchronousPoolRunsOneTaskAfterAnother() throws Exception {
        var run = Recording.of(SynchronousPool::main);

        assertThat(run.lines()).hasSize(5).allMatch(line -> line.matches("复制中\\.\\.\\. \\d+"));
        assertThat(run.numbers("(\\d+)$")).hasSizeBetween(1, 3).doesNotContain(THIS_JVM);
        assertThat(run.between("复制中.*")).isGreaterThan(Duration.ofMillis(4 * 45));
    }

    @Test
    void asynchronousPoolRunsEveryTaskBeforeItEnds() throws Exception {
        var run = Recording.of(AsynchronousPool::main);

        assertThat(run.lines()).hasSize(5).allMatch(line -> line.matches("复制中\\.\\.\\. \\d+"));
        assertThat(run.numbers("(\\d+)$")).hasSizeBetween(1, 3).doesNotContain(THIS_JVM);
    }
}
