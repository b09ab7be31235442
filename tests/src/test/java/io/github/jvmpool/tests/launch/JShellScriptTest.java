package io.github.jvmpool.tests.launch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Scripts that {@code jshell} runs, which compiles each snippet into a class of its own. */
class JShellScriptTest {
    private static final String[] PRINTS = {
        "lambda 42",
        "variable 15",
        "indirectly [3] 6 9 12 [15]",
        "indirectly [7] 14 21 28 [35]",
        "reassigned 35",
        "method 37",
        "record Point[x=2, y=1]",
        "records [Point[x=2, y=1], Point[x=4, y=3]]",
        "printed by a task",
        "text and list ab [1, 2]",
        "caught 17",
        "the function cannot be sent to a worker: the JShell variable lock of type java.lang.Object cannot travel:"
                + " java.lang.Object is not serializable",
        "the function or its arguments cannot be read in the worker: java.io.IOException: the JShell variable lock of type"
                + " java.lang.Object, which code of Keeper uses, cannot travel: java.lang.Object is not serializable",
        "OK",
    };

    /** Makes the tool itself, which runs for seconds only, quicker. */
    private static final String QUICK = "-J-XX:TieredStopAtLevel=1";

    private LaunchedProgram program;

    @BeforeEach
    void make() throws IOException {
        program = new LaunchedProgram().copyLibrary("jvmpool.jar").write("script.jsh", Demo.program("script.jsh"));
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void runsAScript() throws Exception {
        var outcome = program.jdk("jshell", QUICK, "--class-path", "jvmpool.jar", "script.jsh");

        outcome.prints(PRINTS);
    }

    @Test
    void runsAScriptInTheToolsOwnJvm() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "before, that engine does not take a class path");

        var outcome = program.jdk("jshell", QUICK, "--execution", "local", "--class-path", "jvmpool.jar", "script.jsh");

        outcome.prints(PRINTS);
    }
}
