package io.github.jvmpool.wire;

import java.io.EOFException;
import java.io.IOException;

/**
 * Reads the messages of a ring, one after the other. To be used by one thread at a time.
 *
 * <p>Small messages are copied out of the ring many at a time, so that a message costs neither a fence nor a system call of its own.
 */
public abstract class RingSource extends Source {
    private static final int BUFFER = 1 << 16;

    private final Ring ring;

    /** Bytes of the present message that are not in the buffer; what is in the buffer may belong to later ones. */
    private long beyond;

    /** The end of the buffered bytes, of the present message or later ones; {@link #limit} is at most this. */
    private int buffered;

    /** Reads from {@code ring}. */
    protected RingSource(Ring ring) {
        super(new byte[BUFFER]);
        this.ring = ring;
    }

    /**
     * Waits until there is something in the ring. Announces the sleep with {@link Ring#sleep()} first.
     *
     * @throws EOFException if the other side is gone
     */
    protected abstract void await() throws IOException;

    /** Rings the other side, which waits for room. */
    protected abstract void ringForRoom() throws IOException;

    /**
     * Goes to the next message, passing over what is left of the present one.
     *
     * @return the kind of the message, or -1 if no whole header is there yet
     */
    public final int next() throws IOException {
        skip(remaining());
        limit = position; // nothing of the next message counts before its length is known
        if (buffered - position < Message.HEADER) {
            refill();
            if (buffered - position < Message.HEADER) return -1;
        }
        int length = view.getInt(position);
        if (length < 1) throw new ProtocolException("message of " + length + " bytes");
        position += 4;
        open(length);
        return int8() & 0xff; // or nonsense could pass for -1
    }

    private void open(long length) {
        limit = (int) Math.min(buffered, position + length);
        beyond = length - (limit - position);
    }

    /** Moves what is buffered to the front and adds what the ring has. */
    private void refill() throws IOException {
        int kept = buffered - position;
        if (position > 0 && kept > 0) System.arraycopy(buffer, position, buffer, 0, kept);
        position = 0;
        limit = 0;
        int count = ring.read(buffer, kept, buffer.length - kept);
        buffered = kept + count;
        if (count > 0 && ring.release()) ringForRoom();
    }

    @Override
    protected final void fill(int count) throws IOException {
        if (remaining() < count) throw new EOFException("message ends " + (count - remaining()) + " bytes too early");
        long left = remaining();
        while (buffered - position < count) {
            refill();
            if (buffered - position < count) await();
        }
        open(left);
    }

    @Override
    protected final void transfer(byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = ring.read(target, offset + done, length - done);
            if (count == 0) {
                await();
                continue;
            }
            done += count;
            beyond -= count;
            if (ring.release()) ringForRoom();
        }
        position = 0;
        limit = 0;
        buffered = 0;
    }

    @Override
    public final long remaining() {
        return beyond + (limit - position);
    }

    /** {@return the byte {@code ahead} bytes from here, which stays to be read} */
    final byte peek(int ahead) throws IOException {
        if (limit - position <= ahead) fill(ahead + 1);
        return buffer[position + ahead];
    }

    /** {@return whether a part of a message is buffered that {@link #next} has not come to} */
    public final boolean pending() {
        return buffered > limit;
    }

    /** {@return whether all of the present message is there, so that reading it will not wait} */
    public final boolean whole() throws ProtocolException {
        return beyond <= ring.available();
    }
}
