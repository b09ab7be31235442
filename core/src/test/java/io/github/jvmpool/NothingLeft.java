package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Asserts, after all tests of a class, that no worker and no directory of a pool is left. */
final class NothingLeft implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    assertThat(workers()).as("workers that are still there").isEmpty();
                    assertThat(directories())
                            .as("directories that are still there")
                            .isEmpty();
                });
    }

    /** {@return the worker JVMs of this JVM} */
    static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }

    /** {@return the directories of pools of this JVM} */
    static List<Path> directories() throws IOException {
        var mine = "jvmpool-" + ProcessHandle.current().pid() + "-";
        return Stream.concat(
                        list(Path.of("/dev/shm")).stream(),
                        list(Path.of(System.getProperty("java.io.tmpdir"))).stream())
                .filter(path -> path.getFileName().toString().startsWith(mine))
                // where shared objects are found stays as long as this JVM
                .filter(path -> !Files.exists(path.resolve("home")))
                .toList();
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return List.of();
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
