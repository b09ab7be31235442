package io.github.jvmpool.wire;

import java.io.EOFException;

/** Reads an {@link Encoded} through a small buffer, as a ring would. */
final class EncodedSource extends Source {
    private final Encoded encoded;
    private long next;

    EncodedSource(Encoded encoded, int buffer) {
        super(new byte[buffer]);
        this.encoded = encoded;
    }

    @Override
    protected void fill(int count) throws EOFException {
        if (count > remaining()) throw new EOFException("message ends too early");
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        while (limit < count) {
            int copied = encoded.copy(next, buffer, limit, buffer.length - limit);
            limit += copied;
            next += copied;
        }
    }

    @Override
    protected void transfer(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length) {
            int copied = encoded.copy(next, target, offset + done, length - done);
            done += copied;
            next += copied;
        }
    }

    @Override
    public long remaining() {
        return limit - position + encoded.length() - next;
    }
}
