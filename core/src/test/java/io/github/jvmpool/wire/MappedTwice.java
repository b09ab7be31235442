package io.github.jvmpool.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One shared file as its two sides see it, each through a mapping of its own. */
final class MappedTwice {
    final SharedFile caller;
    final SharedFile worker;

    MappedTwice(int ringBytes) throws IOException {
        Path directory = Files.createTempDirectory("ring");
        Path path = directory.resolve("link");
        caller = SharedFile.create(path.toString(), ringBytes);
        worker = SharedFile.open(path.toString());
        Files.delete(path);
        Files.delete(directory);
    }
}
