package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time that the other side of a new connection has to prove itself. After it the connection is closed, whoever may be reading from it:
 * a limit for each read alone would let those in who say a byte now and then.
 */
public final class Probation {
    private enum State {
        RUNNING,
        PASSED,
        FAILED,
        OVER
    }

    private final AutoCloseable connection;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Future<?> end;

    /** Begins at once. */
    public Probation(AutoCloseable connection, long nanos) {
        this.connection = connection;
        // To close an encrypted connection may take a while, and nobody else's time may stand still for that.
        this.end = Daemons.after(nanos, () -> Daemons.helpers().execute(this::end));
    }

    private void end() {
        if (state.compareAndSet(State.RUNNING, State.OVER)) closeConnection();
    }

    /** The other side has proved itself; {@return whether it was in time} */
    public boolean pass() {
        end.cancel(false);
        return state.compareAndSet(State.RUNNING, State.PASSED);
    }

    /** The other side has failed: the connection is closed. {@return whether it only was too slow} */
    public boolean fail() {
        end.cancel(false);
        state.compareAndSet(State.RUNNING, State.FAILED);
        closeConnection();
        return state.get() == State.OVER;
    }

    /** {@return what to tell whose other side was too slow} */
    public static IOException silent(Throwable why) {
        return new IOException(
                "what listens there accepted the connection, but did not prove in time that it knows the key;"
                        + " perhaps it is something else",
                why);
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (Exception e) {
            // Closed it is.
        }
    }
}
