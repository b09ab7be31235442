package io.github.jvmpool.wire;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One direction of the shared file: a stream of bytes with one producer and one consumer at a time.
 *
 * <p>Positions count bytes from the beginning and never wrap; the place in memory is the position modulo the size. The producer
 * copies bytes behind the tail and then publishes them; what is published is safe from the producer's death. Neither side ever
 * waits here: each tells whether the other must be rung. {@code README.md} beside this file has the sleep and wake protocol.
 *
 * <p>Producer methods are to be called by one thread at a time, consumer methods likewise; both sides' callers hold a lock for it.
 */
public final class Ring {
    // offsets of the words from the ring's place in the control page, each on a cache line of its own
    private static final int TAIL = 0;
    private static final int HEAD = 128;
    private static final int CONSUMER_SLEEPS = 256;
    private static final int PRODUCER_WAITS = 384;

    /** Up to how many bytes are copied eight at a time, which is faster than the call that copies many. */
    private static final int SHORT = 64;

    private final SharedFile file;
    private final ByteBuffer memory;

    /** Producer only: moved over the memory by {@link #room}. */
    private final ByteBuffer window;

    private final int control;
    private final int data;
    private final int size;

    /** Producer only: where the next byte goes; at or beyond the published tail. */
    private long writePosition;

    /** Producer only: what the consumer has been shown of it. */
    private long published;

    /** Producer only: a head seen before; the true one is at or beyond it. */
    private long knownHead;

    /** Consumer only: where the next byte comes from. */
    private long readPosition;

    /** Consumer only: a tail seen before; the true one is at or beyond it. */
    private long knownTail;

    Ring(SharedFile file, int control, int data, int size) {
        this.file = file;
        this.memory = file.memory();
        this.window = memory.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.control = control;
        this.data = data;
        this.size = size;
        this.writePosition = file.getAcquire(control + TAIL);
        this.published = writePosition;
        this.knownHead = file.getAcquire(control + HEAD);
        this.readPosition = knownHead;
        this.knownTail = writePosition;
    }

    /** {@return the size in bytes} */
    public int size() {
        return size;
    }

    // ---- producer ----

    /** {@return how many bytes can be written now} */
    public int free() {
        knownHead = file.getAcquire(control + HEAD);
        return freeRoom();
    }

    /** A head that cannot be means no room: the other side harms nobody but itself. */
    private int freeRoom() {
        long used = writePosition - knownHead;
        return used < 0 || used > size ? 0 : size - (int) used;
    }

    /**
     * Copies bytes behind the tail; the consumer does not see them yet.
     *
     * @return how many there was room for
     */
    public int write(byte[] source, int offset, int length) {
        int room = freeRoom();
        if (room < length) room = free();
        int count = Math.min(room, length);
        int place = (int) (writePosition & (size - 1));
        int first = Math.min(count, size - place);
        if (count <= SHORT && first == count) {
            putShort(data + place, source, offset, count);
        } else {
            memory.put(data + place, source, offset, first);
            if (first < count) memory.put(data, source, offset + first, count - first);
        }
        writePosition += count;
        return count;
    }

    private void putShort(int place, byte[] source, int offset, int count) {
        int done = 0;
        for (; done <= count - 8; done += 8) memory.putLong(place + done, Bytes.int64(source, offset + done));
        for (; done < count; done++) memory.put(place + done, source[offset + done]);
    }

    /**
     * {@return the room up to the ring's end, which may be none, as a view of the memory; the same object each time}
     *
     * <p>What is put there is to be told by {@link #wrote} before anything else is done with the ring.
     */
    public ByteBuffer room(int most) {
        int room = freeRoom();
        if (room < most) room = free();
        int place = (int) (writePosition & (size - 1));
        int count = Math.min(Math.min(room, most), size - place);
        return window.limit(data + place + count).position(data + place);
    }

    /** Counts bytes that were put into {@link #room}; the consumer does not see them yet. */
    public void wrote(int count) {
        writePosition += count;
    }

    /**
     * Lets the consumer see what was written, and returns whether that was anything. The consumer is not rung for it; see
     * {@link #consumerToRing()} and {@link #anyConsumerToRing()}.
     */
    public boolean publish() {
        if (published == writePosition) return false;
        file.setRelease(control + TAIL, writePosition);
        published = writePosition;
        return true;
    }

    /**
     * {@return whether the consumer sleeps although there is something to read, so that the caller of this method must ring it}
     *
     * <p>Of all that ask, one is told so. May be called by any thread of the producer's JVM, however long after the publishing. For a
     * ring that one thread reads.
     */
    public boolean consumerToRing() {
        VarHandle.fullFence(); // the tail before the consumer's announcement; the consumer has it the other way round
        return file.get(control + CONSUMER_SLEEPS) != 0
                && file.getAcquire(control + TAIL) != file.getAcquire(control + HEAD)
                && file.compareAndSet(control + CONSUMER_SLEEPS, 1, 0);
    }

    /**
     * {@return whether a consumer sleeps, so that the caller of this method, who has published something, must ring}
     *
     * <p>For a ring that several threads read in turn: what was published may have been read already, by a thread that was awake and to
     * which it is of no use.
     */
    public boolean anyConsumerToRing() {
        VarHandle.fullFence(); // as above
        return file.get(control + CONSUMER_SLEEPS) != 0 && file.compareAndSet(control + CONSUMER_SLEEPS, 1, 0);
    }

    /** Announces that the producer wants to be rung when there is room; returns false if there is room already. */
    public boolean awaitRoom() {
        file.setVolatile(control + PRODUCER_WAITS, 1);
        VarHandle.fullFence();
        if (free() == 0) return true;
        file.setVolatile(control + PRODUCER_WAITS, 0);
        return false;
    }

    /** {@return how many bytes the consumer has taken in all} Any thread, of either side. */
    public long taken() {
        return file.getAcquire(control + HEAD);
    }

    // ---- consumer ----

    /**
     * {@return how many bytes can be read now}
     *
     * @throws ProtocolException if the tail is where it cannot be
     */
    public int available() throws ProtocolException {
        knownTail = file.getAcquire(control + TAIL);
        long there = knownTail - readPosition;
        if (there < 0 || there > size)
            throw new ProtocolException("ring of " + size + " bytes with " + there + " bytes to read");
        return (int) there;
    }

    /**
     * Copies bytes out; the producer does not get their room yet.
     *
     * @return how many there were
     * @throws ProtocolException if the tail is where it cannot be
     */
    public int read(byte[] target, int offset, int length) throws ProtocolException {
        int there = (int) (knownTail - readPosition);
        if (there < length) there = available();
        int count = Math.min(there, length);
        int place = (int) (readPosition & (size - 1));
        int first = Math.min(count, size - place);
        memory.get(data + place, target, offset, first);
        if (first < count) memory.get(data, target, offset + first, count - first);
        readPosition += count;
        return count;
    }

    /** Gives the room of what was read to the producer; returns whether that must be rung for it. */
    public boolean release() {
        file.setRelease(control + HEAD, readPosition);
        VarHandle.fullFence(); // the head before the producer's announcement
        return file.get(control + PRODUCER_WAITS) != 0 && file.compareAndSet(control + PRODUCER_WAITS, 1, 0);
    }

    /**
     * Announces that the consumer is going to sleep; returns false if there is something to read after all.
     *
     * <p>The announcement is not taken back: another thread of the consumer's JVM may be asleep on it. At worst it is one ring too
     * many.
     */
    public boolean sleep() {
        file.setVolatile(control + CONSUMER_SLEEPS, 1);
        VarHandle.fullFence(); // the announcement before the tail
        return file.getAcquire(control + TAIL) == readPosition;
    }
}
