package io.github.jvmpool.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What tasks note about themselves, in a file that harness and workers map: it outlives a killed worker to the last instruction and
 * owes nothing to the library under test.
 *
 * <p>Per task: how often it was started, how often it came to its end, its last process, how often it felt an interrupt, and when it
 * started last in {@link System#nanoTime()}, which is one clock for all processes of a machine.
 */
public final class Journal implements AutoCloseable {
    private static final int STARTS = 0;
    private static final int ENDS = 4;
    private static final int PID = 8;
    private static final int INTERRUPTS = 12;
    private static final int STARTED_AT = 16;
    private static final int BYTES = 24;

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    /** The journal that tasks of this worker used last. */
    private static volatile @Nullable Journal current;

    private final Path path;
    private final int tasks;
    private final ByteBuffer memory;

    private Journal(Path path, int tasks, ByteBuffer memory) {
        this.path = path;
        this.tasks = tasks;
        this.memory = memory;
    }

    /** {@return how the names of this process's journals begin} */
    static String prefix() {
        return "chaos-" + ProcessHandle.current().pid() + "-";
    }

    /** {@return a new journal for tasks 0 … {@code tasks - 1}} */
    static Journal create(int tasks) throws IOException {
        Path shared = Path.of("/dev/shm");
        Path path = Files.isWritable(shared)
                ? Files.createTempFile(shared, prefix(), ".journal")
                : Files.createTempFile(prefix(), ".journal");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength((long) BYTES * tasks);
        }
        return map(path, tasks);
    }

    private static Journal map(Path path, int tasks) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            return new Journal(path, tasks, file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, file.length()));
        }
    }

    /** {@return the journal of that name, in a worker} */
    static Journal at(String path) throws IOException {
        Journal known = current;
        if (known != null && known.path.toString().equals(path)) return known;
        Journal opened = map(Path.of(path), 0);
        current = opened;
        return opened;
    }

    /** {@return its name, to be given to tasks} */
    String name() {
        return path.toString();
    }

    // ---- by tasks ----

    void start(int task) {
        int at = task * BYTES;
        LONGS.setVolatile(memory, at + STARTED_AT, System.nanoTime());
        INTS.setVolatile(memory, at + PID, OWN_PID);
        INTS.getAndAdd(memory, at + STARTS, 1);
    }

    void end(int task) {
        INTS.getAndAdd(memory, task * BYTES + ENDS, 1);
    }

    void interrupted(int task) {
        INTS.getAndAdd(memory, task * BYTES + INTERRUPTS, 1);
    }

    // ---- by the harness ----

    int starts(int task) {
        return (int) INTS.getVolatile(memory, task * BYTES + STARTS);
    }

    int ends(int task) {
        return (int) INTS.getVolatile(memory, task * BYTES + ENDS);
    }

    int pid(int task) {
        return (int) INTS.getVolatile(memory, task * BYTES + PID);
    }

    int interrupts(int task) {
        return (int) INTS.getVolatile(memory, task * BYTES + INTERRUPTS);
    }

    long startedAt(int task) {
        return (long) LONGS.getVolatile(memory, task * BYTES + STARTED_AT);
    }

    /** Counts starts into a ledger, and promises that no task was started more than {@code most} times. */
    void account(Ledger ledger, int most) {
        long starts = 0;
        long twice = 0;
        for (int task = 0; task < tasks; task++) {
            starts += starts(task);
            if (starts(task) > 1) twice++;
            if (starts(task) > most)
                ledger.broken("task " + task + " was started " + starts(task) + " times, allowed are " + most);
        }
        ledger.set("started", starts);
        ledger.set("tasks started more than once", twice);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
