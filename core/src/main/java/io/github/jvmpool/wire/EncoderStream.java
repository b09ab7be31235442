package io.github.jvmpool.wire;

import java.io.OutputStream;

/** Appends to an encoder, or drops what is written. */
final class EncoderStream extends OutputStream {
    private final Encoder target;
    boolean dropping;

    EncoderStream(Encoder target) {
        this.target = target;
    }

    @Override
    public void write(int value) {
        if (!dropping) target.int8(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!dropping) target.bytes(bytes, offset, length);
    }
}
