package io.github.jvmpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.examples.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void withoutArgumentsItListsTheCommandsAndTheExitCodes() {
        var run = Run.of();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: jvmpool", "demo", "example", "Exit codes:", "The arguments are wrong.");
    }

    @Test
    void helpOfACommandTellsItsArguments() {
        var run = Run.of("example", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: jvmpool example", "NAME");
    }

    @Test
    void versionNamesTheJavaThatRunsIt() {
        var run = Run.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("jvmpool ").contains("Java " + Runtime.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dmeo", "--colour", "demo extra", "demo --fast", "example one two"})
    void wrongArgumentsAreRefusedWithoutAStackTrace(String arguments) {
        var run = Run.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("jvmpool: ").contains("--help").doesNotContain("\tat ");
    }

    @Test
    void aMistypedCommandGetsASuggestion() {
        assertThat(Run.of("exmple").err()).contains("Did you mean: jvmpool example?");
    }

    @Test
    void exampleWithoutANameListsThemAll() {
        var run = Run.of("example");

        assertThat(run.exitCode()).isZero();
        for (var example : Examples.all()) {
            assertThat(run.out()).containsPattern("(?m)^  " + example.name() + " +" + example.description() + "$");
        }
    }

    @Test
    void anUnknownExampleGetsTheNearestNames() {
        var run = Run.of("example", "several-fuctions");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("there is no example named \"several-fuctions\"; did you mean several-functions?");
    }

    @Test
    void anUnknownExampleThatIsLikeNoneGetsTheWayToTheList() {
        assertThat(Run.of("example", "qqqqqq").err()).contains("'jvmpool example' lists them");
    }

    @Test
    void anExampleRuns() {
        assertThat(Run.of("example", "function-in-field").exitCode()).isZero();
    }
}
