package io.github.jvmpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class Tutorial4Test {
    private static final String MARK = "Mark~ Mark~ Mark~~~~~~~~~~~~~~~~~~~~~~";
    private static final String DONE = "Sub-process(es) done.";
    private static final long THIS_JVM = ProcessHandle.current().pid();

    @Test
    void nonBlockingCallerGoesOnBeforeATaskEnds() throws Exception {
        var run = Recording.of(HelloNonBlocking::main);

        var lines = run.lines();
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        MARK,
                        "msg: hello 0",
                        "msg: hello 1",
                        "msg: hello 2",
                        "msg: hello 3",
                        "end",
                        "end",
                        "end",
                        "end",
                        DONE)
                .endsWith(DONE);
        assertThat(lines.indexOf(MARK)).isLessThan(lines.indexOf("end"));
        assertThat(run.mostAtOnce("msg.*", "end")).isBetween(2, 3);
        assertThat(run.between("msg.*|end")).isBetween(Duration.ofMillis(2 * 270), Duration.ofMillis(4 * 270));
    }

    @Test
    void blockingCallerWaitsForEachTask() throws Exception {
        var run = Recording.of(HelloBlocking::main);

        assertThat(run.lines())
                .containsExactly(
                        "msg: hello 0",
                        "end",
                        "msg: hello 1",
                        "end",
                        "msg: hello 2",
                        "end",
                        "msg: hello 3",
                        "end",
                        MARK,
                        DONE);
        assertThat(run.between("msg.*|end")).isGreaterThan(Duration.ofMillis(4 * 270));
    }

    @Test
    void resultsComeInTheOrderOfTheCalls() throws Exception {
        var run = Recording.of(HelloResults::main);

        var lines = run.lines();
        assertThat(lines).hasSize(10).endsWith("::: donehello 0", "::: donehello 1", "::: donehello 2", DONE);
        assertThat(lines.subList(0, 6))
                .containsExactlyInAnyOrder("msg: hello 0", "msg: hello 1", "msg: hello 2", "end", "end", "end");
    }

    @Test
    void fourFunctionsShareOnePool() throws Exception {
        var run = Recording.of(SeveralFunctions::main);

        var lines = run.lines();
        assertThat(lines.get(0)).isEqualTo("parent process " + THIS_JVM);
        assertThat(lines).endsWith("All subprocesses done.").contains("Waiting for all subprocesses done...");
        assertThat(run.numbers("Run task \\w+-(\\d+)")).hasSizeBetween(1, 4).doesNotContain(THIS_JVM);
        for (var name : List.of("Lee", "Marlon", "Allen", "Frank")) {
            var text = String.join("\n", lines);
            assertThat(text).containsOnlyOnce("Run task " + name + "-");
            assertThat(text)
                    .containsPattern(
                            "Run task " + name + "-[\\s\\S]*Task " + name + ",? runs \\d[.,]\\d\\d seconds\\.");
        }
    }

    @Test
    void twoPoolsShareNoWorker() throws Exception {
        var run = Recording.of(SeveralPools::main);

        assertThat(run.lines()).hasSize(11).endsWith("All subprocesses done.");
        var first = run.numbers("Run task (?:Lee|Allen)-(\\d+)");
        var second = run.numbers("Run task (?:Marlon|Frank)-(\\d+)");
        assertThat(first).hasSizeBetween(1, 2).doesNotContain(THIS_JVM).doesNotContainAnyElementsOf(second);
        assertThat(second).hasSizeBetween(1, 2).doesNotContain(THIS_JVM);
    }

    @Test
    void squaresAreAllPrinted() throws Exception {
        var run = Recording.of(Squares::main);

        assertThat(run.lines()).containsExactlyInAnyOrder("0", "1", "4", "9", "16", "25", "36", "49");
    }

    @Test
    void aFunctionInAFieldTravels() throws Exception {
        var run = Recording.of(FunctionInField::main);

        assertThat(run.lines())
                .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "hello------------>")
                .endsWith("hello------------>");
    }
}
