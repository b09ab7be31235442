package io.github.jvmpool.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of one message, read in order; little-endian. Not thread-safe.
 *
 * <p>Every read beyond the message's end is an {@link EOFException}, so a lying length inside a message cannot reach into the next
 * one or make the reader allocate more than {@link #remaining()} bytes.
 */
public abstract class Source {
    /** Up to how many bytes room for a message is made before they are there. */
    private static final int TRUSTED = 1 << 20;

    /** Up to how many bytes {@link #fill} can make available at once. */
    public static final int MAX_FILL = 64;

    /** Bytes {@code position} … {@code limit - 1} of it are the next ones of the message. */
    protected byte[] buffer;

    /** A view of {@link #buffer}; changes with it. */
    protected ByteBuffer view;

    /** The next byte to read. */
    protected int position;

    /** The end of what is buffered. */
    protected int limit;

    /** Reads from {@code buffer}, of which nothing counts yet. */
    protected Source(byte[] buffer) {
        this.buffer = buffer;
        this.view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Makes at least {@code count} bytes available at {@code position}, waiting for them if need be.
     *
     * @param count at most {@link #MAX_FILL}
     * @throws EOFException if the message ends before
     */
    protected abstract void fill(int count) throws IOException;

    /** Reads bytes that are not in the buffer, which is empty; counts them against the message. */
    protected abstract void transfer(byte[] target, int offset, int length) throws IOException;

    /** {@return how many bytes of the message have not been read} */
    public abstract long remaining();

    private void need(int count) throws IOException {
        if (limit - position < count) fill(count);
    }

    /** {@return the next byte, signed} */
    public final byte int8() throws IOException {
        need(1);
        return buffer[position++];
    }

    /** {@return the next two bytes as a char} */
    public final char char16() throws IOException {
        need(2);
        char value = view.getChar(position);
        position += 2;
        return value;
    }

    /** {@return the next four bytes} */
    public final int int32() throws IOException {
        need(4);
        int value = view.getInt(position);
        position += 4;
        return value;
    }

    /** {@return the next eight bytes} */
    public final long int64() throws IOException {
        need(8);
        long value = view.getLong(position);
        position += 8;
        return value;
    }

    /** Reads {@code length} bytes into {@code target}. */
    public final void bytes(byte[] target, int offset, int length) throws IOException {
        if (length > remaining()) throw new EOFException("message ends " + (length - remaining()) + " bytes too early");
        int buffered = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, buffered);
        position += buffered;
        if (buffered < length) transfer(target, offset + buffered, length - buffered);
    }

    /** Passes over {@code count} bytes. */
    public final void skip(long count) throws IOException {
        if (count > remaining()) throw new EOFException("message ends " + (count - remaining()) + " bytes too early");
        long left = count;
        while (left > 0) {
            if (position == limit) fill(1);
            int step = (int) Math.min(left, limit - position);
            position += step;
            left -= step;
        }
    }

    /** {@return the rest of the present message, copied out of where it came from} */
    public final ArraySource detach() throws IOException {
        long length = remaining();
        if (length > Integer.MAX_VALUE - 16) throw new ProtocolException("message of " + length + " bytes");
        byte[] copy = new byte[(int) Math.min(length, TRUSTED)];
        bytes(copy, 0, copy.length);
        // A length may lie: more room is made only as what was promised comes.
        for (int done = copy.length; done < length; done = copy.length) {
            copy = Arrays.copyOf(copy, (int) Math.min(length, 4L * done));
            bytes(copy, done, copy.length - done);
        }
        return new ArraySource(copy, 0, copy.length);
    }
}
