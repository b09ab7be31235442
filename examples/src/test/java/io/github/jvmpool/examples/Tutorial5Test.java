package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class Tutorial5Test {
    private static final String STARTED = "\\d开始执行,进程号为\\d+";
    private static final String FINISHED = "\\d 执行完毕，耗时\\d[.,]\\d\\d";

    @Test
    void tenTasksShareThreeWorkers() throws Exception {
        var run = Recording.of(ReusedWorkers::main);

        var lines = run.lines();
        assertThat(run.numbers("进程号为(\\d+)"))
                .hasSizeBetween(1, 3)
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(run.mostAtOnce(STARTED, FINISHED)).isLessThanOrEqualTo(3);
        assertThat(lines).hasSize(22).endsWith("-----end-----").containsOnlyOnce("----start----");
        assertEachTaskRanOnce(lines);
    }

    @Test
    void blockingCallsRunInOrder() throws Exception {
        var run = Recording.of(ReusedWorkersBlocking::main);

        var lines = run.lines();
        assertThat(run.numbers("进程号为(\\d+)"))
                .hasSizeBetween(1, 3)
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(lines).hasSize(22).endsWith("----start----", "-----end-----");
        for (int i = 0; i < 10; i++) {
            assertThat(lines.get(2 * i)).startsWith(i + "开始执行").matches(STARTED);
            assertThat(lines.get(2 * i + 1)).startsWith(i + " 执行完毕").matches(FINISHED);
        }
    }

    private static void assertEachTaskRanOnce(List<String> lines) {
        for (int i = 0; i < 10; i++) {
            var task = i;
            var ofTask = lines.stream()
                    .filter(line -> line.matches(task + " ?(开始|执行).*"))
                    .toList();
            assertThat(ofTask).hasSize(2);
            assertThat(ofTask.get(0)).matches(STARTED);
            assertThat(ofTask.get(1)).matches(FINISHED);
        }
    }
}
