package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Source;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a worker is told first, over stdin: an int, the number of bytes behind it, and five strings, each an int and UTF-8.
 *
 * @param path where the shared file is
 * @param workerName the worker's name
 * @param poolName the name of its pool, empty if it is no pool's
 * @param callerName the name of the process that started it
 * @param pid its process id: asking the JDK for it costs a new JVM some milliseconds
 */
record Handshake(String path, String workerName, String poolName, String callerName, long pid) {
    static Handshake read(InputStream in) throws IOException {
        byte[] body = read(in, Bytes.int32(read(in, 4), 0));
        Source source = new ArraySource(body, 0, body.length);
        return new Handshake(
                string(source), string(source), string(source), string(source), Long.parseLong(string(source)));
    }

    /** FileInputStream.readNBytes seeks, which a pipe does not allow. */
    private static byte[] read(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int count = in.read(bytes, done, length - done);
            if (count < 0) throw new EOFException("the caller ended before it had said everything");
            done += count;
        }
        return bytes;
    }

    private static String string(Source source) throws IOException {
        byte[] text = new byte[(int) Math.min(source.int32(), source.remaining())];
        source.bytes(text, 0, text.length);
        return new String(text, StandardCharsets.UTF_8);
    }
}
