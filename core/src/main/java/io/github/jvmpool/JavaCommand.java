package io.github.jvmpool;

import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code java} launcher of an installation. */
final class JavaCommand {
    private JavaCommand() {}

    static boolean exists(Path home) {
        return Files.isExecutable(home.resolve("bin").resolve("java"))
                || Files.exists(home.resolve("bin").resolve("java.exe"));
    }
}
