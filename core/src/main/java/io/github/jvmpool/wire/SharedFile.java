package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file that caller and worker both map: a control page, a ring to the worker, a ring to the caller.
 *
 * <p>{@code wire/README.md} has the layout and the protocol. All numbers are little-endian longs, each group that one side writes
 * on a cache line of its own. The file is written in full before it is mapped: touching a page that a full file system cannot
 * provide would otherwise be a SIGBUS.
 */
public final class SharedFile {
    /** Bytes before the first ring. */
    public static final int CONTROL_BYTES = 8192;

    /** How many chunks can be under way on one link. */
    public static final int SLOTS = 256;

    static final long MAGIC = 0x316c6f6f706d766aL; // "jvmpool1"

    static final int AT_MAGIC = 0;
    static final int AT_RING_BYTES = 8;
    static final int AT_TO_WORKER = 128;
    static final int AT_TO_CALLER = 1024;
    static final int AT_STARTED = 2048;
    static final int AT_HEARTBEAT = 2176;
    static final int AT_INTERRUPT = 2304;
    static final int AT_LAST_WORDS = 2432;
    static final int AT_LAST_TEXT = 2560;
    static final int AT_SLOTS = 4096;

    /** How many characters of the text of the last words there is room for. */
    private static final int LONGEST_TEXT = 512;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final Ring toWorker;
    private final Ring toCaller;

    SharedFile(ByteBuffer memory, int ringBytes) {
        this.memory = memory.order(ByteOrder.LITTLE_ENDIAN);
        this.toWorker = new Ring(this, AT_TO_WORKER, CONTROL_BYTES, ringBytes);
        this.toCaller = new Ring(this, AT_TO_CALLER, CONTROL_BYTES + ringBytes, ringBytes);
    }

    /**
     * Creates and maps a file.
     *
     * @param path a file that does not exist, in a directory that nobody else can write to
     * @param ringBytes the size of each ring, a power of two
     * @throws IOException if it cannot be created or there is no room for it
     */
    public static SharedFile create(String path, int ringBytes) throws IOException {
        if (Integer.bitCount(ringBytes) != 1 || ringBytes < 4096)
            throw new IllegalArgumentException("ring size must be a power of two of at least 4096, was " + ringBytes);
        PrivateFile.create(Path.of(path));
        try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
            byte[] zeros = new byte[1 << 16];
            int total = CONTROL_BYTES + 2 * ringBytes;
            for (int done = 0; done < total; ) {
                int step = Math.min(zeros.length, total - done);
                file.write(zeros, 0, step);
                done += step;
            }
            ByteBuffer memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, total);
            SharedFile shared = new SharedFile(memory, ringBytes);
            shared.set(AT_RING_BYTES, ringBytes);
            shared.setRelease(AT_MAGIC, MAGIC);
            return shared;
        }
    }

    /**
     * Maps a file that the other side has created.
     *
     * @throws IOException if it is not such a file
     */
    public static SharedFile open(String path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
            long length = file.length();
            if (length < CONTROL_BYTES || length > Integer.MAX_VALUE)
                throw new ProtocolException("shared file of " + length + " bytes");
            ByteBuffer memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, length);
            long magic = (long) LONGS.getAcquire(memory, AT_MAGIC);
            long ringBytes = (long) LONGS.get(memory, AT_RING_BYTES);
            boolean fits = ringBytes > 0 && Long.bitCount(ringBytes) == 1 && length == CONTROL_BYTES + 2 * ringBytes;
            if (magic != MAGIC || !fits) throw new ProtocolException("not a shared file of this version");
            return new SharedFile(memory, (int) ringBytes);
        }
    }

    /** {@return the ring that the caller writes and the worker reads} */
    public Ring toWorker() {
        return toWorker;
    }

    /** {@return the ring that the worker writes and the caller reads} */
    public Ring toCaller() {
        return toCaller;
    }

    ByteBuffer memory() {
        return memory;
    }

    long get(int at) {
        return (long) LONGS.get(memory, at);
    }

    void set(int at, long value) {
        LONGS.set(memory, at, value);
    }

    long getAcquire(int at) {
        return (long) LONGS.getAcquire(memory, at);
    }

    void setRelease(int at, long value) {
        LONGS.setRelease(memory, at, value);
    }

    void setVolatile(int at, long value) {
        LONGS.setVolatile(memory, at, value);
    }

    long getVolatile(int at) {
        return (long) LONGS.getVolatile(memory, at);
    }

    boolean compareAndSet(int at, long expected, long value) {
        return LONGS.compareAndSet(memory, at, expected, value);
    }

    // ---- the flight recorder; what it says outlives the worker ----

    /** {@return the word of a slot; see {@link SlotWord}} */
    public long slot(int index) {
        return getAcquire(AT_SLOTS + 8 * index);
    }

    /** Offers a chunk in a slot that is free. Caller only. */
    public void offer(int index, long word) {
        setRelease(AT_SLOTS + 8 * index, word);
    }

    /** Changes the word of a slot, unless the other side has changed it; returns whether it did. */
    public boolean changeSlot(int index, long expected, long word) {
        return compareAndSet(AT_SLOTS + 8 * index, expected, word);
    }

    /** Claims the next item of a chunk; returns false if the caller has taken it and those after it back. Worker only. */
    public boolean claim(int index, int tag, int item) {
        for (; ; ) {
            long word = slot(index);
            if (SlotWord.tag(word) != tag || SlotWord.limit(word) <= item || SlotWord.claimed(word) != item)
                return false;
            if (changeSlot(index, word, word + 1)) return true;
        }
    }

    /** Records when the task that is about to be claimed starts, in {@link System#nanoTime()}. Worker only. */
    public void started(long nanoTime) {
        setRelease(AT_STARTED, nanoTime);
    }

    /** {@return when the latest task started; {@code nanoTime} is the same clock in all processes of a machine} */
    public long started() {
        return getAcquire(AT_STARTED);
    }

    /** Gives a sign of life. Worker only. */
    public void heartbeat(long nanoTime) {
        setRelease(AT_HEARTBEAT, nanoTime);
    }

    /** {@return the latest sign of life, or 0} */
    public long heartbeat() {
        return getAcquire(AT_HEARTBEAT);
    }

    /** Asks for the interrupt of the task that {@code running} names; see {@link SlotWord#running}. Caller only. */
    public void requestInterrupt(long running) {
        setVolatile(AT_INTERRUPT, running);
    }

    /** {@return the task whose interrupt was last asked for, or 0} */
    public long interruptRequest() {
        return getVolatile(AT_INTERRUPT);
    }

    /** Forgets a request that has come too late. Worker only. */
    public void dropInterruptRequest(long stale) {
        compareAndSet(AT_INTERRUPT, stale, 0);
    }

    /** Records why the worker is about to halt; see {@link LastWords}. Worker only. */
    public void lastWords(long reason) {
        setVolatile(AT_LAST_WORDS, reason);
    }

    /** Records why, and the beginning of what there is to say about it. Needs no memory. Worker only. */
    public void lastWords(long reason, @Nullable String text) {
        if (text != null) {
            int length = Math.min(text.length(), LONGEST_TEXT);
            for (int i = 0; i < length; i++) memory.putChar(AT_LAST_TEXT + 8 + 2 * i, text.charAt(i));
            set(AT_LAST_TEXT, length);
        }
        lastWords(reason);
    }

    /** {@return what the worker says about why it halted; empty if it says nothing} */
    public String lastText() {
        int length = (int) Math.max(0, Math.min(get(AT_LAST_TEXT), LONGEST_TEXT));
        char[] text = new char[length];
        for (int i = 0; i < length; i++) text[i] = memory.getChar(AT_LAST_TEXT + 8 + 2 * i);
        return new String(text);
    }

    /** {@return why the worker halted, or 0 if it does not say} */
    public long lastWords() {
        return getVolatile(AT_LAST_WORDS);
    }
}
