package io.github.jvmpool.home;

import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A conversation between two processes: whole messages, in order, both ways. All methods may be called by any thread; none can be
 * interrupted.
 *
 * <p>A message begins with its length without these four bytes, and then its kind, as everywhere in {@code io.github.jvmpool.wire}.
 */
abstract class Line {
    /** What happens with what comes. */
    interface Listener {
        /** Takes a message; must not block, and run no code of users. One message at a time. */
        void message(int kind, Source in) throws IOException;

        /** Nothing more has come for the moment. */
        void pause();

        /** Called once, by any thread, when nothing more will come. */
        void ended(@Nullable Throwable why);
    }

    /** Begins to listen. */
    abstract void start(Listener listener);

    /**
     * Sends a message, and waits while there is no room for it.
     *
     * @throws LineEnded if the other side is gone
     */
    abstract void send(byte[] message, int length) throws LineEnded;

    /** Sends a message that begins with {@code head} and goes on with {@code rest}; waits while there is no room for it. */
    abstract void send(byte[] head, int headLength, Encoded rest) throws LineEnded;

    /** Sends a message without ever waiting; what there is no room for is kept until there is. Ends that the line has come to an end. */
    abstract void post(byte[] message, int length);

    /** Likewise, for one in two parts. */
    abstract void post(byte[] head, int headLength, byte[] rest, int offset, int length);

    /**
     * Handles on this thread what has come already, so that whatever the other side did before now is known. Does nothing on a line that
     * cannot tell.
     */
    abstract void catchUp();

    /** {@return memory that both sides see, or null if there is none} */
    abstract @Nullable SharedFile memory();

    /**
     * {@return how many bytes have gone over it both ways, as far as this side knows} As long as this grows the other side is at work. Any
     * thread.
     */
    abstract long moved();

    /** Ends the line; the listener is told. */
    abstract void close();

    /** The other side is gone. */
    static final class LineEnded extends IOException {
        private static final long serialVersionUID = 1;

        LineEnded(@Nullable Throwable cause) {
            super("the other process is gone", cause);
        }
    }
}
