package io.github.jvmpool.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A program linked with its own Java by {@code jlink}, as {@code jpackage} does it too: there are no class files but in that image. */
class ImageTest {
    private static LaunchedProgram program;

    @BeforeAll
    static void link() throws Exception {
        // From JDK 24 on an image can be linked from the running one.
        assumeTrue(
                Files.isDirectory(LaunchedProgram.JAVA_HOME.resolve("jmods"))
                        || Runtime.version().feature() >= 24,
                "this JDK can make an image");
        program = new LaunchedProgram().copyLibrary("modules/jvmpool.jar");
        program.write("src/module-info.java", "module app { requires io.github.jvmpool; }\n")
                .write("src/demo/Demo.java", Demo.source())
                .compile("src", "modules/app", "-p", program.path("modules/jvmpool.jar"))
                .tool(
                        "jlink",
                        "--module-path",
                        program.path("modules"),
                        "--add-modules",
                        "app",
                        "--launcher",
                        "demo=app/demo.Demo",
                        "--output",
                        program.path("image"))
                // The image must do without.
                .delete("modules");
    }

    @AfterAll
    static void delete() {
        if (program != null) program.close();
    }

    @Test
    void startsFromTheImage() throws Exception {
        var outcome = program.run(program.path("image/bin/demo"));

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void saysWhatToDoIfTheImageHasNoCommandToStartWorkersWith() throws Exception {
        program.copy(program.path("image"), "stripped");
        Files.move(program.path("stripped/bin/java"), program.path("stripped/bin/app"));

        var outcome = program.run(program.path("stripped/bin/app"), "-m", "app/demo.Demo");

        assertThat(outcome.err())
                .as(outcome::text)
                .anySatisfy(line -> assertThat(line)
                        .contains("there is no " + program.path("stripped/bin/java") + " to run workers with")
                        .contains("--strip-native-commands")
                        .contains("Pool.builder().javaHome(…)"));
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
