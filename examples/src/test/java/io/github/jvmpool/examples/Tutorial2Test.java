package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Tutorial2Test {
    private static final long THIS_JVM = ProcessHandle.current().pid();

    @Test
    void argumentsArriveByPositionAndByName() throws Exception {
        var run = Recording.of(Arguments::main);

        assertThat(run.lines().stream().map(line -> line.replaceFirst("\\d+", "pid")))
                .containsExactlyInAnyOrder(
                        "(pid)进程正在执行，参数为: default", "(pid)进程正在执行，参数为: 位置参数", "(pid)进程正在执行，参数为: 关键字参数");
        assertThat(run.numbers("\\((\\d+)\\)")).hasSizeBetween(1, 4).doesNotContain(THIS_JVM);
    }

    @Test
    void mapReturnsTheSumsInOrderAfterAllPrints() throws Exception {
        var run = Recording.of(MapWithResults::main);

        var lines = run.lines();
        assertThat(lines).hasSize(50 + 100 + 150 + 4).endsWith("--------------", "1225", "4950", "11175");
        assertThat(run.numbers("\\((\\d+)\\)")).hasSizeBetween(1, 4).doesNotContain(THIS_JVM);
        for (int i = 0; i < 150; i++) {
            var end = ": " + i;
            assertThat(lines.stream().filter(line -> line.endsWith(end))).hasSize(i < 50 ? 3 : i < 100 ? 2 : 1);
        }
    }

    @Test
    void aTasksPrintsStayInOrder() throws Exception {
        var run = Recording.of(MapWithResults::main);

        for (var pid : run.numbers("\\((\\d+)\\)")) {
            var counted = run.lines().stream()
                    .filter(line -> line.startsWith("(" + pid + ")"))
                    .map(line -> Integer.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .toList();
            assertThat(IntStream.range(1, counted.size()))
                    .as("a number follows the one before it, or a new task starts at 0")
                    .allMatch(i -> counted.get(i) == counted.get(i - 1) + 1 || counted.get(i) == 0);
        }
    }

    @Test
    void oneCallbackRunsForEachCall() throws Exception {
        var run = Recording.of(Callbacks::main);

        assertThat(run.lines()).containsExactlyInAnyOrder("完成: 1225", "出错: max 不能为负数: -1", "完成: [1225, 4950, 11175]");
    }
}
