package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random messages of one byte to a megabyte through a ring of a page, both sides asleep whenever they can be. */
class RingStressTest {
    private static final int MESSAGES = 1_000_000;
    private static final int SIZE = 4096;

    @TempDir
    Path directory;

    @Test
    void messagesArriveBetweenTwoThreads() throws Exception {
        long seed = System.nanoTime();
        var file = new MappedTwice(SIZE);
        Pipe toReader = Pipe.open();
        Pipe toWriter = Pipe.open();
        var writer = new RingWriter(
                file.caller.toWorker(),
                Channels.newInputStream(toWriter.source()),
                Channels.newOutputStream(toReader.sink()));
        var reader = new RingReader(
                file.worker.toWorker(),
                Channels.newInputStream(toReader.source()),
                Channels.newOutputStream(toWriter.sink()));
        FutureTask<Void> writing = started(() -> writer.write(seed, MESSAGES));
        FutureTask<Void> reading = started(() -> RingWriter.check(reader, seed, MESSAGES));

        reading.get(60, TimeUnit.SECONDS);
        writing.get(1, TimeUnit.SECONDS);
    }

    @Test
    void messagesArriveBetweenTwoProcesses() throws Exception {
        long seed = System.nanoTime();
        Path path = directory.resolve("link");
        SharedFile file = SharedFile.create(path.toString(), SIZE);
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        path.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            InputStream bell = other.getInputStream();
            OutputStream otherBell = other.getOutputStream();
            var writer = new RingWriter(file.toWorker(), bell, otherBell);
            FutureTask<Void> writing = started(() -> writer.write(seed, MESSAGES / 4));
            writing.get(60, TimeUnit.SECONDS);

            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).as("seed %s", seed).isZero();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Reads what the test writes. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) throws Exception {
            SharedFile file = SharedFile.open(args[0]);
            RingWriter.check(
                    new RingReader(file.toWorker(), System.in, System.out), Long.parseLong(args[1]), MESSAGES / 4);
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    private static FutureTask<Void> started(Body body) {
        var task = new FutureTask<Void>(() -> {
            body.run();
            return null;
        });
        var thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
