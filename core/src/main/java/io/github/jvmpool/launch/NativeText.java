package io.github.jvmpool.launch;

import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * Text that native code or the JVM itself wrote to descriptor 1 or 2 of a worker: handed on line by line, and its end kept for
 * failure messages. To be fed by one thread; the tail may be read by any.
 */
public final class NativeText {
    private static final int TAIL = 4096;
    private static final int LONGEST_LINE = 1 << 14;

    private final Consumer<String> lines;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    /** Guarded by this. */
    private final StringBuilder tail = new StringBuilder();

    /** Hands lines to {@code lines}, on the feeding thread. */
    public NativeText(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Takes bytes; NULs in them, which are rings, are passed over. */
    public void feed(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (b == 0) continue;
            if (b == '\n') {
                endLine();
                continue;
            }
            line[length++] = b;
            if (length == line.length) endLine();
        }
    }

    /** Hands on what has no line end, when nothing more comes. */
    public void finish() {
        if (length > 0) endLine();
    }

    private void endLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, end, Charset.defaultCharset());
        length = 0;
        synchronized (this) {
            tail.append(text).append('\n');
            if (tail.length() > 2 * TAIL) tail.delete(0, tail.length() - TAIL);
        }
        lines.accept(text);
    }

    /** {@return the last lines} */
    public synchronized String tail() {
        return tail.length() <= TAIL ? tail.toString() : tail.substring(tail.length() - TAIL);
    }
}
