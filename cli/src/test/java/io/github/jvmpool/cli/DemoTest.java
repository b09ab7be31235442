package io.github.jvmpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Help.Ansi;

class DemoTest {
    /** The whole tour, less than half a minute on two processors. */
    @Test
    @Tag("demo")
    @Timeout(90)
    void everythingBehavesAsTold() {
        var run = Run.of("demo");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("times as fast", "Both found the same", "Everything behaved as told")
                .contains("WorkerLostException", "TaskTimeoutException")
                .doesNotContain("NOT AS TOLD", "\u001B");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void oneBadVerdictIsEnough() {
        var out = new StringWriter();
        var console = new Console(new PrintWriter(out, true), Ansi.OFF);

        console.verdict(true, "this is %s", "fine");
        console.verdict(false, "this is %s", "not");
        console.verdict(true, "this too");

        assertThat(console.asTold()).isFalse();
        assertThat(out.toString().lines())
                .containsExactly("  this is fine", "  NOT AS TOLD: this is not", "  this too");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        var out = new StringWriter();

        new Console(new PrintWriter(out, true), Ansi.ON).verdict(false, "no @|markup|@");

        assertThat(out.toString()).contains("\u001B[", "no @|markup|@", "\u001B[0m");
    }
}
