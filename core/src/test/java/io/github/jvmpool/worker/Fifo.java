package io.github.jvmpool.worker;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real pipe of the operating system inside this JVM. It never ends: a doorbell that saw its end would halt the JVM. */
final class Fifo {
    /** Keeps both ends open for as long as the JVM lives. */
    private static final List<Object> OPEN = new ArrayList<>();

    final FileInputStream in;
    final FileOutputStream out;

    Fifo() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("fifo");
        Path path = directory.resolve("pipe");
        int exit = new ProcessBuilder("mkfifo", path.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) throw new IOException("mkfifo: exit code " + exit);
        var both = new RandomAccessFile(path.toFile(), "rw"); // an end alone would wait for the other
        in = new FileInputStream(path.toFile());
        out = new FileOutputStream(path.toFile());
        synchronized (OPEN) {
            OPEN.addAll(List.of(both, in, out));
        }
        Files.delete(path);
        Files.delete(directory);
    }
}
