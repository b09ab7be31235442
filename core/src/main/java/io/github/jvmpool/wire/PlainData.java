package io.github.jvmpool.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads texts and blocks as {@link PlainSink} wrote them; a length that lies is an {@link EOFException}. */
public final class PlainData {
    private PlainData() {}

    /** {@return the text that comes next} */
    public static String text(Source in) throws IOException {
        return new String(block(in), StandardCharsets.UTF_8);
    }

    /** {@return the bytes that come next, behind their length} */
    public static byte[] block(Source in) throws IOException {
        int length = in.int32();
        if (length < 0 || length > in.remaining())
            throw new EOFException("block of " + length + " bytes in a message with " + in.remaining() + " left");
        byte[] bytes = new byte[length];
        in.bytes(bytes, 0, length);
        return bytes;
    }

    /** Writes a text between values. */
    public static void text(Encoder out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.int32(bytes.length);
        out.bytes(bytes, 0, bytes.length);
    }
}
