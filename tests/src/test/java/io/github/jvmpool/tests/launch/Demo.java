package io.github.jvmpool.tests.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The program {@code demo.Demo} that every way of starting must run, and what it prints. */
final class Demo {
    static final String MAIN = "demo.Demo";

    static final String[] PRINTS = {
        "constant 42",
        "capturing 45",
        "capturing a record Point[x=2, y=1]",
        "method 42",
        "nested class WORD!",
        "records [Point[x=2, y=1], Point[x=4, y=3]]",
        "enums [GREEN, RED]",
        "elsewhere true",
        "printed by a task",
        "caught 17, refused with 17",
        "caught checked",
        "OK",
    };

    private Demo() {}

    /** {@return its source file} */
    static String source() {
        return program("Demo.java");
    }

    /** {@return the source file of one of the programs beside this class} */
    static String program(String name) {
        try (InputStream in = Demo.class.getResourceAsStream(name + ".txt")) {
            if (in == null) throw new IllegalArgumentException("no program " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
