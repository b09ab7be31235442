package io.github.jvmpool;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A latch and a counter that test and tasks share whatever JVM the tasks run in: files. */
record Gate(String directory) implements Serializable {
    static Gate in(Path directory) {
        return new Gate(directory.toString());
    }

    /** For tasks: counts one more, under a name. */
    void mark(String name) {
        try {
            Files.write(file(name), new byte[] {1}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long marks(String name) {
        try {
            return Files.exists(file(name)) ? Files.size(file(name)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitMarks(String name, long count) {
        Awaitility.await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> marks(name) >= count);
    }

    /** For tasks: waits until the test marks {@code open}, or an interrupt comes. */
    void pass() throws InterruptedException {
        while (marks("open") == 0) Thread.sleep(1);
    }

    void open() {
        mark("open");
    }

    private Path file(String name) {
        return Path.of(directory, name);
    }
}
