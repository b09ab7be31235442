package io.github.jvmpool.tests.launch;

import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs that {@code java} starts from a class path. */
class ClassPathTest {
    private LaunchedProgram program;

    @BeforeEach
    void write() throws IOException {
        program = new LaunchedProgram().copyLibrary("lib/jvmpool.jar").demo("classes");
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void startsFromAClassPathOfRelativeEntries() throws Exception {
        var outcome = program.java("-cp", path("classes", "./lib/../lib/jvmpool.jar"), Demo.MAIN);

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromTheCurrentDirectoryAndAWildcardInTheEnvironment() throws Exception {
        program.compile("src", ".", "-cp", LaunchedProgram.library()).environment("CLASSPATH", path("", "lib/*"));

        var outcome = program.java(Demo.MAIN);

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromAnArgumentFile() throws Exception {
        program.write("run.args", "-cp " + path("classes", "lib/jvmpool.jar") + "\n-Xmx64m\n" + Demo.MAIN + "\n");

        var outcome = program.java("@run.args");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromAnExecutableJarWithTheLibraryInItsManifest() throws Exception {
        program.write("manifest", "Main-Class: demo.Demo\nClass-Path: lib/jvmpool.jar\n")
                .tool(
                        "jar",
                        "--create",
                        "--file",
                        program.path("app.jar"),
                        "--manifest",
                        program.path("manifest"),
                        "-C",
                        program.path("classes"),
                        ".");

        var outcome = program.java("-jar", "app.jar");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromOneJarWithTheLibraryUnpackedInIt() throws Exception {
        program.unpack(LaunchedProgram.library(), "classes")
                .tool(
                        "jar",
                        "--create",
                        "--file",
                        program.path("fat.jar"),
                        "--main-class",
                        Demo.MAIN,
                        "-C",
                        program.path("classes"),
                        ".");

        var outcome = program.java("-jar", "fat.jar");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromDirectoriesWithOddNames() throws Exception {
        program.copy(program.path("classes"), "my #1 \"classes\" 100%25").copy(program.path("lib"), "l i'b");

        var outcome = program.java("-cp", path("my #1 \"classes\" 100%25", "l i'b/jvmpool.jar"), Demo.MAIN);

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void givesWorkersWithAnotherDirectoryTheSameClassPath() throws Exception {
        program.write("src/demo/Elsewhere.java", Demo.program("Elsewhere.java"))
                .compile("src", "classes", "-cp", LaunchedProgram.library());

        var outcome = program.java("-cp", path("classes", "lib/jvmpool.jar"), "demo.Elsewhere");

        outcome.prints("/", "classes", "OK");
    }

    @Test
    void runsBesideAnAgentThatRewritesClasses() throws Exception {
        program.write("agent/agent/Agent.java", Demo.program("Agent.java"))
                .compile("agent", "agent-classes")
                .write("agent.mf", "Premain-Class: agent.Agent\nCan-Retransform-Classes: true\n")
                .tool(
                        "jar",
                        "--create",
                        "--file",
                        program.path("agent.jar"),
                        "--manifest",
                        program.path("agent.mf"),
                        "-C",
                        program.path("agent-classes"),
                        ".");

        var outcome = program.java("-javaagent:agent.jar", "-cp", path("classes", "lib/jvmpool.jar"), Demo.MAIN);

        outcome.prints(Demo.PRINTS);
    }

    private static String path(String... entries) {
        return String.join(File.pathSeparator, entries);
    }
}
