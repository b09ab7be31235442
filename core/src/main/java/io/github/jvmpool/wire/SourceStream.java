package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one value of a source after another. */
final class SourceStream extends InputStream {
    /** Bytes that leave an object stream without references to what it read: a reset and a null. */
    private static final byte[] FORGET = {0x79, 0x70};

    private Source source = new ArraySource(FORGET, 0, 0);
    private int length;
    private int left;

    /** Goes on with the next {@code count} bytes of {@code next}. */
    void open(Source next, int count) {
        source = next;
        length = count;
        left = count;
    }

    void openForget() {
        open(new ArraySource(FORGET, 0, FORGET.length), FORGET.length);
    }

    /** {@return how many bytes of the value have been read} */
    int count() {
        return length - left;
    }

    /** {@return how many bytes of the value have not been read} */
    int left() {
        return left;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) return -1;
        left--;
        return source.int8() & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int most) throws IOException {
        if (most == 0) return 0;
        if (left == 0) return -1;
        int count = Math.min(most, left);
        left -= count;
        source.bytes(target, offset, count);
        return count;
    }

    @Override
    public long skip(long most) throws IOException {
        int count = (int) Math.max(0, Math.min(most, left));
        left -= count;
        source.skip(count);
        return count;
    }

    @Override
    public int available() {
        return left;
    }
}
