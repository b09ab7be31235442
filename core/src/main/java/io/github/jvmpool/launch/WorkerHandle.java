package io.github.jvmpool.launch;

import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.io.InputStream;

/** The other end of a link as the caller's side knows it: memory that both share, a doorbell each way, and a way to end it. */
public interface WorkerHandle {
    /** {@return the file shared with it} */
    SharedFile file();

    /** {@return its process id} */
    long pid();

    /** {@return what it writes to descriptor 1: rings (NUL) and native prints; to be read by one thread at a time} */
    InputStream stdout();

    /** Wakes it. Any thread. */
    void ring();

    /**
     * Kills it, and after it what it has started: processes without a parent to answer to would stay. May be called more than once,
     * by any thread, and take a moment.
     */
    void kill();

    /** Asks it to end, or makes it; what it has started stays. */
    void end(boolean forcibly);

    /** Takes the shared file's name away, once the worker has mapped it or has ended. */
    void unlink() throws IOException;
}
