package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class Tutorial3Test {
    @Test
    void nonBlockingPoolTakesTwoRoundsForFiveTasksOnThreeWorkers() throws Exception {
        var run = Recording.of(NonBlockingPool::main);

        assertThat(run.lines())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 5)
                        .boxed()
                        .flatMap(i -> Stream.of("start: 任务" + i, "end: 任务" + i))
                        .toList());
        assertThat(run.mostAtOnce("start.*", "end.*")).isBetween(2, 3);
        assertThat(run.between(".*")).isBetween(Duration.ofMillis(2 * 270), Duration.ofMillis(5 * 270));
    }

    @Test
    void blockingPoolTakesTheSumOfAllTasks() throws Exception {
        var run = Recording.of(BlockingPool::main);

        assertThat(run.lines())
                .containsExactly(
                        "start: 任务1",
                        "end: 任务1",
                        "start: 任务2",
                        "end: 任务2",
                        "start: 任务3",
                        "end: 任务3",
                        "start: 任务4",
                        "end: 任务4",
                        "start: 任务5",
                        "end: 任务5");
        assertThat(run.between(".*")).isGreaterThan(Duration.ofMillis(5 * 90));
    }

    @Test
    void initializerRunsOnceInEachWorkerAndNotInThisJvm() throws Exception {
        var run = Recording.of(Initializer::main);

        var initialized = run.lines().stream()
                .filter(line -> line.matches("进程 \\d+ 初始化: 你好"))
                .toList();
        assertThat(initialized).hasSizeBetween(1, 2).doesNotHaveDuplicates();
        assertThat(run.numbers("进程 (\\d+)"))
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(run.lines()).endsWith("你好, Lee", "你好, Marlon", "你好, Allen", "你好, Frank", "主进程: greeting = \"\"");
        assertThat(run.lines()).hasSize(initialized.size() + 5);
    }

    @Test
    void processesShareNoData() throws Exception {
        var run = Recording.of(SeparateData::main);

        assertThat(run.lines())
                .containsExactlyInAnyOrder("主进程开始运行", "子进程1运行后：num的值 15", "子进程2运行后：num的值 20", "主进程结束", "全局变量：num的值 10")
                .startsWith("主进程开始运行")
                .endsWith("主进程结束", "全局变量：num的值 10");
    }

    @Test
    void theSizeOfAQueueIsKnownOnEverySystem() throws Exception {
        var run = Recording.of(QueueMethods::main);

        assertThat(run.lines()).containsExactly("判断当前队列是否已满： true", "队列的大小：3", "消息1", "消息2", "消息3");
    }

    @Test
    void whatOneProcessWritesAnotherReads() throws Exception {
        var run = Recording.of(QueueBetweenProcesses::main);

        assertThat(run.lines()).containsExactlyElementsOf(written());
    }

    @Test
    void workersOfAPoolTalkOverAQueue() throws Exception {
        var run = Recording.of(ManagerQueue::main);

        assertThat(run.lines()).containsExactlyElementsOf(written());
    }

    private static List<String> written() {
        return Stream.concat(
                        Stream.of("a", "b", "c", "d").map(value -> "开始写入的值：" + value),
                        Stream.of("a", "b", "c", "d").map(value -> "读取到的值：" + value))
                .toList();
    }
}
