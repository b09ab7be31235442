package io.github.jvmpool.home;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shared memory as one process has it: the file, opened at the first use. Thread-safe. */
public final class MappedMemory {
    /** What the home answers to who wants to open it. */
    public record Opening(String path, long bytes) {}

    private static final int WINDOW_SHIFT = 30;

    private @Nullable RandomAccessFile file;

    /**
     * What is mapped: 2 GiB from each whole GiB on of which something was wanted. A part is cut out of them, for a process may have only so
     * many mappings.
     */
    private final Map<Integer, ByteBuffer> windows = new HashMap<>();

    private long bytes;
    private boolean closed;

    private MappedMemory() {}

    /** {@return what this process has of the memory} */
    public static MappedMemory of(Remote remote) {
        return remote.companion(memory -> new MappedMemory());
    }

    /** {@return how many bytes it has} */
    public synchronized long size(Supplier<Opening> opening) {
        open(opening);
        return bytes;
    }

    private RandomAccessFile open(Supplier<Opening> opening) {
        if (closed) throw new IllegalStateException("this process has closed the shared memory");
        RandomAccessFile known = file;
        if (known != null) return known;
        Opening answer = opening.get();
        try {
            known = new RandomAccessFile(answer.path(), "rw");
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the shared memory cannot be opened: it is for processes of the machine and the user of its home only",
                    e);
        }
        file = known;
        bytes = answer.bytes();
        return known;
    }

    /** {@return a part of it, mapped} */
    public synchronized ByteBuffer buffer(long offset, int length, Supplier<Opening> opening) {
        RandomAccessFile opened = open(opening);
        Objects.checkFromIndexSize(offset, length, bytes);
        int window = (int) (offset >> WINDOW_SHIFT);
        long begin = (long) window << WINDOW_SHIFT;
        long end = Math.min(bytes, begin + Integer.MAX_VALUE);
        if (offset + length > end) return map(opened, offset, length);
        ByteBuffer mapped = windows.get(window);
        if (mapped == null) {
            mapped = map(opened, begin, (int) (end - begin));
            windows.put(window, mapped);
        }
        return mapped.slice((int) (offset - begin), length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@return a part of a file, mapped} */
    static ByteBuffer map(String path, long offset, int length) {
        try (var file = new RandomAccessFile(path, "rw")) {
            return map(file, offset, length);
        } catch (IOException e) {
            throw new IllegalStateException("shared memory cannot be opened: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer map(RandomAccessFile file, long offset, int length) {
        // An interrupt would close the file for all threads.
        boolean interrupted = Thread.interrupted();
        try {
            return file.getChannel()
                    .map(FileChannel.MapMode.READ_WRITE, offset, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new IllegalStateException("shared memory cannot be mapped: " + e.getMessage(), e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Closes it for this process; what is mapped stays so. */
    public synchronized void close() {
        closed = true;
        RandomAccessFile opened = file;
        file = null;
        windows.clear();
        if (opened == null) return;
        try {
            opened.close();
        } catch (IOException e) {
            throw new IllegalStateException("the shared memory cannot be closed", e);
        }
    }
}
