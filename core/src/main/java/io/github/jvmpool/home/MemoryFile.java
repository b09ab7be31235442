package io.github.jvmpool.home;

import io.github.jvmpool.launch.PoolDirectory;
import io.github.jvmpool.wire.PrivateFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file for memory that is shared. On Linux it has no name: other processes open it through this one's descriptor, so nothing is left
 * behind even if all processes are killed at once. Elsewhere it lies in the private directory, which is deleted with this process or
 * else swept when the library is used next.
 */
final class MemoryFile {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final int STEP = 1 << 20;
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));
    private static final PoolDirectory SECOND = new PoolDirectory(Optional.of(TEMPORARY));

    private final RandomAccessFile file;
    private final Path path;
    private final String name;
    private final long bytes;
    private boolean deleted;

    private MemoryFile(RandomAccessFile file, Path path, String name, long bytes) {
        this.file = file;
        this.path = path;
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * {@return a new file full of zeros}
     *
     * @throws IOException if there is no room for it
     */
    static MemoryFile create(long bytes) throws IOException {
        Path first = FarHome.OwnDirectory.path();
        try {
            ensureRoom(first, bytes);
            return create(first, bytes);
        } catch (IOException noRoom) {
            try {
                ensureRoom(TEMPORARY, bytes);
                return create(SECOND.path(), bytes);
            } catch (IOException e) {
                e.addSuppressed(noRoom);
                throw new IOException(
                        "there is no room for " + bytes + " bytes of shared memory, neither in " + first.getParent()
                                + " nor in the temporary directory; free some, or choose another with -Djava.io.tmpdir",
                        e);
            }
        }
    }

    /** To find out by filling it up would take the room away from everybody else. */
    private static void ensureRoom(Path directory, long bytes) throws IOException {
        if (Files.getFileStore(directory).getUsableSpace() < bytes) throw new IOException(directory + " is too full");
    }

    private static MemoryFile create(Path directory, long bytes) throws IOException {
        Path path = directory.resolve("memory-" + NUMBERS.incrementAndGet());
        PrivateFile.create(path);
        var file = new RandomAccessFile(path.toFile(), "rw");
        try {
            // In full: touching a page that a full file system cannot provide would kill the process.
            byte[] zeros = new byte[(int) Math.min(STEP, bytes)];
            for (long done = 0; done < bytes; ) {
                int step = (int) Math.min(zeros.length, bytes - done);
                file.write(zeros, 0, step);
                done += step;
            }
            return new MemoryFile(file, path, nameless(path), bytes);
        } catch (Throwable e) {
            file.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Takes the name away where others can do without; returns what they have to open. */
    private static String nameless(Path path) throws IOException {
        if (!Files.isDirectory(OWN_DESCRIPTORS)) return path.toString();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_DESCRIPTORS)) {
            for (Path each : descriptors) {
                if (!isLinkTo(each, path)) continue;
                Path there = Path.of(
                        "/proc",
                        Long.toString(ProcessHandle.current().pid()),
                        "fd",
                        each.getFileName().toString());
                if (!Files.isReadable(there) || !Files.isWritable(there)) break;
                Files.delete(path);
                return there.toString();
            }
        }
        return path.toString();
    }

    private static boolean isLinkTo(Path descriptor, Path path) {
        try {
            return Files.readSymbolicLink(descriptor).equals(path);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** {@return what another process has to open} */
    String name() {
        if (deleted) throw new IllegalStateException("this shared memory has been unlinked");
        return name;
    }

    long bytes() {
        return bytes;
    }

    /** Nobody can open it any more; those who have mapped it keep it until they are done. */
    synchronized void delete() {
        if (deleted) return;
        deleted = true;
        try {
            file.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("shared memory cannot be given back", e);
        }
    }
}
