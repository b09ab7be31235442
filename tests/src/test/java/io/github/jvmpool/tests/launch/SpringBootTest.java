package io.github.jvmpool.tests.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spring Boot's executable jar: the program's classes and the library's jar lie inside another jar. */
class SpringBootTest {
    private LaunchedProgram program;

    @BeforeEach
    void layOut() throws IOException {
        program = new LaunchedProgram()
                .demo("boot/BOOT-INF/classes")
                .copyLibrary("boot/BOOT-INF/lib/jvmpool.jar")
                .unpack(Path.of(System.getProperty("jvmpool.test.springBootLoader")), "boot")
                .write("manifest", """
                        Main-Class: org.springframework.boot.loader.launch.JarLauncher
                        Start-Class: demo.Demo
                        Spring-Boot-Classes: BOOT-INF/classes/
                        Spring-Boot-Lib: BOOT-INF/lib/
                        """);
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void startsFromAnExecutableJar() throws Exception {
        // Nested jars must be stored, not compressed.
        program.tool(
                "jar",
                "--create",
                "--no-compress",
                "--file",
                program.path("boot.jar"),
                "--manifest",
                program.path("manifest"),
                "-C",
                program.path("boot"),
                ".");

        var outcome = program.java("-jar", "boot.jar");

        outcome.prints(Demo.PRINTS);
    }

    @Test
    void startsFromTheUnpackedJar() throws Exception {
        program.write("boot/META-INF/MANIFEST.MF", Files.readString(program.path("manifest")));

        var outcome = program.java("-cp", "boot", "org.springframework.boot.loader.launch.JarLauncher");

        outcome.prints(Demo.PRINTS);
    }
}
