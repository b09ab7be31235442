package io.github.jvmpool.wire;

import java.io.InputStream;

/** The bytes of one value after another. */
final class SliceStream extends InputStream {
    private byte[] bytes = {};
    private int start;
    private int position;
    private int end;

    /** Goes on with {@code length} bytes from {@code offset} on. */
    void open(byte[] next, int offset, int length) {
        bytes = next;
        start = offset;
        position = offset;
        end = offset + length;
    }

    /** {@return how many bytes of the value have been read} */
    int count() {
        return position - start;
    }

    @Override
    public int read() {
        return position == end ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int most) {
        if (most == 0) return 0;
        if (position == end) return -1;
        int count = Math.min(most, end - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long most) {
        int count = (int) Math.max(0, Math.min(most, end - position));
        position += count;
        return count;
    }

    @Override
    public int available() {
        return end - position;
    }
}
