package io.github.jvmpool.wire;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

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

    private final SharedFile file;
    private final ByteBuffer memory;
    private final int control;
    private final int data;
    private final int size;

    /** Producer only: where the next byte goes; at or beyond the published tail. */
    private long writePosition;

    /** Producer only: a head seen before; the true one is at or beyond it. */
    private long knownHead;

    /** Consumer only: where the next byte comes from. */
    private long readPosition;

    /** Consumer only: a tail seen before; the true one is at or beyond it. */
    private long knownTail;

    Ring(SharedFile file, int control, int data, int size) {
        this.file = file;
        this.memory = file.memory();
        this.control = control;
        this.data = data;
        this.size = size;
        this.writePosition = file.getAcquire(control + TAIL);
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
        return size - (int) (writePosition - knownHead);
    }

    /**
     * Copies bytes behind the tail; the consumer does not see them yet.
     *
     * @return how many there was room for
     */
    public int write(byte[] source, int offset, int length) {
        int room = size - (int) (writePosition - knownHead);
        if (room < length) room = free();
        int count = Math.min(room, length);
        int place = (int) (writePosition & (size - 1));
        int first = Math.min(count, size - place);
        memory.put(data + place, source, offset, first);
        if (first < count) memory.put(data, source, offset + first, count - first);
        writePosition += count;
        return count;
    }

    /** Lets the consumer see what was written. It need not be rung for it; see {@link #consumerToRing()}. */
    public void publish() {
        file.setRelease(control + TAIL, writePosition);
    }

    /**
     * {@return whether the consumer sleeps although there is something to read, so that the caller of this method must ring it}
     *
     * <p>Of all that ask, one is told so. May be called by any thread of the producer's JVM.
     */
    public boolean consumerToRing() {
        VarHandle.fullFence(); // the tail before the consumer's announcement; the consumer has it the other way round
        return file.get(control + CONSUMER_SLEEPS) != 0
                && file.getAcquire(control + TAIL) != file.getAcquire(control + HEAD)
                && file.compareAndSet(control + CONSUMER_SLEEPS, 1, 0);
    }

    /** Announces that the producer wants to be rung when there is room; returns false if there is room already. */
    public boolean awaitRoom() {
        file.setVolatile(control + PRODUCER_WAITS, 1);
        VarHandle.fullFence();
        if (free() == 0) return true;
        file.setVolatile(control + PRODUCER_WAITS, 0);
        return false;
    }

    // ---- consumer ----

    /** {@return how many bytes can be read now} */
    public int available() {
        knownTail = file.getAcquire(control + TAIL);
        return (int) Math.max(0, Math.min(size, knownTail - readPosition));
    }

    /**
     * Copies bytes out; the producer does not get their room yet.
     *
     * @return how many there were
     */
    public int read(byte[] target, int offset, int length) {
        int there = (int) Math.max(0, Math.min(size, knownTail - readPosition));
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
