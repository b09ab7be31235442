package io.github.jvmpool.tests.launch;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application in a container, whose class loader takes the application's classes before those of the container's class path. */
class ContainerTest {
    private static final String[] PRINTS = {
        "a word of the application",
        "a resource of the application",
        "[a service of the application]",
        "its own context class loader: true",
        "caught a word of the application",
        "OK",
    };

    private LaunchedProgram program;

    @BeforeEach
    void deploy() throws IOException {
        program = new LaunchedProgram()
                .write("container/src/demo/Container.java", Demo.program("Container.java"))
                .write("container/src/demo/Word.java", Demo.program("Word.java").replace("@owner@", "container"))
                .compile("container/src", "container/classes")
                .write("container/classes/demo/text.txt", "a resource of the container\n")
                .write("app/src/demo/App.java", Demo.program("App.java"))
                .write("app/src/demo/Word.java", Demo.program("Word.java").replace("@owner@", "application"))
                .compile("app/src", "app/classes", "-cp", LaunchedProgram.library())
                .write("app/classes/demo/text.txt", "a resource of the application\n")
                .write("app/classes/META-INF/services/java.util.function.Supplier", "demo.App$Service\n");
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void runsAnApplicationBesideTheLibrary() throws Exception {
        program.copyLibrary("container/lib/jvmpool.jar");

        var outcome = program.java("-cp", "container/classes:container/lib/*", "demo.Container", "app/classes/");

        outcome.prints(PRINTS);
    }

    @Test
    void runsAnApplicationThatBringsTheLibraryAlong() throws Exception {
        program.copyLibrary("app/lib/jvmpool.jar");

        var outcome = program.java("-cp", "container/classes", "demo.Container", "app/classes/", "app/lib/jvmpool.jar");

        outcome.prints(PRINTS);
    }
}
