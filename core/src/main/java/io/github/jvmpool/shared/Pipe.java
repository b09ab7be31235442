package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import java.io.Serializable;

/**
 * Two connected ends, each to be used by a process of its own: Python's {@code multiprocessing.Pipe()}.
 *
 * <pre>{@code
 * Pipe pipe = Pipe.open();
 * try (var process = JvmProcess.start(() -> pipe.second().send("hello"))) {
 *     System.out.println(pipe.first().recv());
 * }
 * }</pre>
 *
 * <p>As with Python's, one end reads the end only once every process that has the other one has closed it or has ended; the process that
 * opened the pipe has both until it closes one.
 *
 * @param first one end
 * @param second the other
 */
public record Pipe(Connection first, Connection second) implements AutoCloseable, Serializable {
    /** {@return a new pipe} */
    public static Pipe open() {
        return openIn(SharedObject.first());
    }

    static Pipe openIn(Place place) {
        Remote pipe = SharedObject.createAt(place, Types.PIPE);
        var ends = SharedObject.call(pipe.request(Ops.PIPE_OPEN));
        return new Pipe(
                new PipeConnection(pipe.sibling(SharedObject.int64(ends))),
                new PipeConnection(pipe.sibling(SharedObject.int64(ends))));
    }

    /** Closes both ends for this process. */
    @Override
    public void close() {
        first.close();
        second.close();
    }
}
