package io.github.jvmpool.tests.launch;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JUnit's console launcher, which loads the tests with a class loader of its own. */
class JUnitConsoleTest {
    private static final Path CONSOLE = Path.of(System.getProperty("jvmpool.test.junitConsole"));

    private LaunchedProgram program;

    @BeforeEach
    void write() throws IOException {
        program = new LaunchedProgram()
                .copyLibrary("jvmpool.jar")
                .write("src/demo/Demo.java", Demo.source())
                .write("src/demo/DemoTest.java", Demo.program("DemoTest.java"));
        program.compile("src", "tests", "-cp", program.path("jvmpool.jar") + ":" + CONSOLE, "-proc:none");
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void runsTests() throws Exception {
        var outcome = program.java(
                "-jar",
                CONSOLE,
                "execute",
                "--class-path",
                "tests:jvmpool.jar",
                "--scan-class-path",
                "--disable-banner");

        outcome.printsAmongOthers(Demo.PRINTS);
    }
}
