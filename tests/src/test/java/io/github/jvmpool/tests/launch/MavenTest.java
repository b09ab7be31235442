package io.github.jvmpool.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs and tests that Maven runs. */
class MavenTest {
    private LaunchedProgram program;

    @BeforeEach
    void make() throws IOException {
        program = new LaunchedProgram();
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void runsAProgramInItsOwnJvm() throws Exception {
        program.copyLibrary("jvmpool.jar")
                .demo("target/classes")
                .write("pom.xml", Demo.program("exec-pom.xml").replace("@version@", "3.5.0"));

        var outcome = Maven.run(program, "exec:java");

        outcome.printsAmongOthers(Demo.PRINTS);
    }

    @Test
    void runsTestsInEachOfItsWays() throws Exception {
        program.write("src/demo/Demo.java", Demo.source())
                .write("src/demo/DemoTest.java", Demo.program("DemoTest.java"))
                .compile("src", "target/test-classes", "-cp", System.getProperty("java.class.path"), "-proc:none")
                .unpack(LaunchedProgram.library(), "target/classes")
                .write(
                        "pom.xml",
                        Demo.program("surefire-pom.xml")
                                .replace("@surefire@", System.getProperty("jvmpool.test.surefire"))
                                .replace("@junit@", System.getProperty("jvmpool.test.junit")));

        var outcome = Maven.run(
                program, "surefire:test@forked", "surefire:test@no-manifest-jar", "surefire:test@in-mavens-jvm");

        assertThat(outcome.exitCode()).as(outcome::text).isZero();
        for (String way : new String[] {"forked", "no-manifest-jar", "in-mavens-jvm"})
            assertThat(Files.readAllLines(program.path("target/" + way + "/demo.DemoTest-output.txt")))
                    .as(way)
                    .containsExactly(Demo.PRINTS);
    }
}
