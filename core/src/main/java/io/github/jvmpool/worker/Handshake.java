package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Source;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a worker is told first, over stdin: an int, the number of bytes behind it, and three strings, each an int and UTF-8.
 *
 * @param path where the shared file is
 * @param workerName the worker's name
 * @param poolName the name of its pool
 */
record Handshake(String path, String workerName, String poolName) {
    static Handshake read(InputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) throw new EOFException("the caller ended before it said anything");
        byte[] body = in.readNBytes(Bytes.int32(length, 0));
        Source source = new ArraySource(body, 0, body.length);
        return new Handshake(string(source), string(source), string(source));
    }

    private static String string(Source source) throws IOException {
        byte[] text = new byte[(int) Math.min(source.int32(), source.remaining())];
        source.bytes(text, 0, text.length);
        return new String(text, StandardCharsets.UTF_8);
    }
}
