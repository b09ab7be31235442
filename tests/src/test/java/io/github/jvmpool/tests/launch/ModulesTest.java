package io.github.jvmpool.tests.launch;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program that is a module: it requires the library and neither exports nor opens its package. */
class ModulesTest {
    private LaunchedProgram program;

    @BeforeEach
    void write() throws IOException {
        program = new LaunchedProgram().copyLibrary("jvmpool.jar");
        program.write("src/module-info.java", "module app { requires io.github.jvmpool; }\n")
                .write("src/demo/Demo.java", Demo.source())
                .compile("src", "app", "-p", program.path("jvmpool.jar"));
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void startsFromADirectoryOnTheModulePath() throws Exception {
        var outcome = program.java("-p", "jvmpool.jar:app", "-m", "app/demo.Demo");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromADirectoryOfModularJars() throws Exception {
        program.copy(program.path("jvmpool.jar"), "modules/jvmpool.jar")
                .tool(
                        "jar",
                        "--create",
                        "--file",
                        program.path("modules/app.jar"),
                        "--main-class",
                        Demo.MAIN,
                        "-C",
                        program.path("app"),
                        ".");

        var outcome = program.java("-p", "modules", "-m", "app");

        outcome.prints(Demo.PRINTS);
    }
}
