package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.launch.LaunchOptions;
import io.github.jvmpool.launch.PoolDirectory;
import io.github.jvmpool.launch.WorkerJvm;
import io.github.jvmpool.wire.FlatEncoded;
import io.github.jvmpool.wire.RingSource;
import io.github.jvmpool.wire.SharedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is no worker stands at the other end; a thread of the test reads the ring in its place. */
class SenderTest {
    private static final int MESSAGES = 2_000;
    private static final int KIND = 4;

    @TempDir
    Path directory;

    private final Sender sender = new Sender();
    private WorkerJvm jvm;

    /** How many messages have been read. */
    private volatile int read;

    @BeforeEach
    void start() throws Exception {
        Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexec cat > /dev/null\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        var options = new LaunchOptions(directory, List.of(), List.of(), Map.of(), Optional.of("64m"), 1, "Nothing");
        jvm = WorkerJvm.start(options, new PoolDirectory(Optional.of(directory)), "none", "worker-1", "pool", "caller");
        sender.attach(jvm);
    }

    @AfterEach
    void end() throws Exception {
        jvm.kill();
        jvm.process().waitFor();
    }

    /** Reads as a worker that is always awake; whom it rings for room looks at once whether there is something to send. */
    private void read(int messages) throws Exception {
        SharedFile file = SharedFile.open(linkFile().toString());
        var source = new RingSource(file.toWorker()) {
            @Override
            protected void await() {
                Thread.onSpinWait();
            }

            @Override
            protected void ringForRoom() {
                if (sender.unfinished()) sender.flush();
            }
        };
        while (read < messages) {
            if (source.next() < 0) Thread.onSpinWait();
            else {
                source.skip(source.remaining());
                read++;
            }
        }
    }

    private Path linkFile() throws Exception {
        try (var files = Files.walk(directory)) {
            return files.filter(path -> path.getFileName().toString().startsWith("link-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void whatWaitsForRoomIsSentWhenThereIsSome() throws Exception {
        var message = new FlatEncoded(
                new byte[3 * jvm.file().toWorker().size() / 2],
                0,
                jvm.file().toWorker().size() + 1000);
        var reading = new FutureTask<Void>(() -> {
            read(MESSAGES);
            return null;
        });
        var reader = new Thread(reading);
        reader.setDaemon(true);
        reader.start();

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (int i = 1; i <= MESSAGES; i++) {
            sender.add(KIND, message);
            sender.flush();
            // Nobody else flushes: only the ring for room brings the rest on its way.
            while (read < i) {
                assertThat(System.nanoTime()).as("message %s is stuck", i).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }

        try {
            reading.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the reader waits for more than was sent", e);
        }
    }
}
