package io.github.jvmpool.launch;

import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The private directory of a pool, which nobody else may enter: rings until both sides have mapped them, crash reports, the
 * workers' argument file. Made when the first worker starts, deleted when the pool has ended.
 *
 * <p>It lies in shared memory where there is room for a few rings, else in the temporary directory; a ring for which there is no
 * room in the first goes to the second.
 */
public final class PoolDirectory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final long ROOM_WANTED = 16L << 20;

    private final Optional<Path> wanted;
    private final AtomicLong files = new AtomicLong();

    /** Guarded by this: the directories made so far, the preferred one first. */
    private final List<Path> made = new ArrayList<>();

    /** Guarded by this. */
    private boolean deleted;

    /**
     * Makes nothing yet.
     *
     * @param wanted where the user wants it, or empty
     */
    public PoolDirectory(Optional<Path> wanted) {
        this.wanted = wanted;
    }

    private List<Path> bases() {
        if (wanted.isPresent()) return List.of(wanted.get());
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return hasRoom(SHARED_MEMORY) ? List.of(SHARED_MEMORY, temporary) : List.of(temporary);
    }

    private static boolean hasRoom(Path directory) {
        // Not by its FileStore, which reads the table of all mounts; unknown is 0, and the temporary directory it is.
        return Files.isWritable(directory) && directory.toFile().getUsableSpace() >= ROOM_WANTED;
    }

    /**
     * {@return the directory}
     *
     * @throws IOException if it cannot be made anywhere; the message names the places
     */
    public synchronized Path path() throws IOException {
        if (deleted) throw new IOException("the pool has ended");
        if (!made.isEmpty()) return made.get(0);
        return make(bases());
    }

    private Path make(List<Path> bases) throws IOException {
        IOException failure = new IOException("no private directory can be made in " + bases
                + "; choose a writable one with Pool.builder().directory(…) or -Djava.io.tmpdir");
        for (Path base : bases) {
            try {
                // 0700 whatever the umask is
                Path path = Files.createTempDirectory(base, Leftovers.prefix());
                Leftovers.deleteAtExit(path);
                made.add(path);
                Daemons.helpers().execute(() -> Leftovers.sweep(base)); // no worker is to wait for it
                return path;
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    /** A shared file and where it lies until both sides have mapped it. */
    public record Placed(SharedFile file, Path path) {}

    /**
     * {@return a new shared file}
     *
     * @throws IOException if there is room for it nowhere
     */
    public Placed newSharedFile(int ringBytes) throws IOException {
        Path first = path();
        try {
            return create(first, ringBytes);
        } catch (IOException noRoom) {
            Path second = fallback();
            if (second == null) throw noRoom;
            return create(second, ringBytes);
        }
    }

    /** {@return the directory for what there is no room for in the first; null if there is none} */
    public synchronized @Nullable Path fallback() throws IOException {
        if (made.size() > 1) return made.get(1);
        List<Path> bases = bases();
        if (bases.size() < 2 || deleted) return null;
        return make(bases.subList(1, bases.size()));
    }

    private Placed create(Path directory, int ringBytes) throws IOException {
        Path path = directory.resolve("link-" + files.incrementAndGet());
        try {
            return new Placed(SharedFile.create(path.toString(), ringBytes), path);
        } catch (FileAlreadyExistsException planted) {
            throw planted; // not ours to delete
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw new IOException(
                    "no room for " + (2L * ringBytes + SharedFile.CONTROL_BYTES) + " bytes in " + directory, e);
        }
    }

    /** Deletes everything; nothing can be made any more. */
    public synchronized void delete() {
        deleted = true;
        made.forEach(Leftovers::delete);
        made.clear();
    }
}
