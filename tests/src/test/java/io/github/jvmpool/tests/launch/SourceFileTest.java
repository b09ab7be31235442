package io.github.jvmpool.tests.launch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that {@code java} starts from source files, which it compiles in memory. */
class SourceFileTest {
    private LaunchedProgram program;

    @BeforeEach
    void make() throws IOException {
        program = new LaunchedProgram().copyLibrary("jvmpool.jar");
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void startsFromASourceFile() throws Exception {
        program.write("demo/Demo.java", Demo.source());

        var outcome = program.java("--class-path", "jvmpool.jar", "demo/Demo.java");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromSeveralSourceFilesThatAreCompiledWhenUsed() throws Exception {
        assumeTrue(Runtime.version().feature() >= 22, "JDK 22 began to compile several source files");
        program.write("demo/Several.java", Demo.program("Several.java"))
                .write(
                        "demo/Price.java",
                        "package demo;\n\npublic record Price(String of, int cents) implements java.io.Serializable {}\n")
                .write("demo/tax/Rate.java", Demo.program("Rate.java"));

        var outcome = program.java("--class-path", "jvmpool.jar", "demo/Several.java");

        outcome.prints(
                "[Price[of=tea, cents=119], Price[of=milk, cents=238]]", "printed at 19%", "no tax on nothing", "OK");
    }

    @Test
    void startsFromACompactSourceFile() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "compact source files came with JDK 25");
        program.write("Compact.java", Demo.program("Compact.java"));

        var outcome = program.java("--class-path", "jvmpool.jar", "Compact.java");

        outcome.prints(
                "42",
                "[Pair[a=2, b=1]]",
                "printed by a task",
                "caught 17",
                "a static method: 10",
                "refused: true, true",
                "OK");
    }
}
