package io.github.jvmpool.shared;

import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.home.Started;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One end of a {@link Pipe}. */
final class PipeConnection extends Connection implements Serializable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    /** Whether this process has closed it. */
    private final transient AtomicBoolean closed;

    PipeConnection(Remote remote) {
        this.remote = remote;
        this.closed = remote.mark();
    }

    private Request request(int op) {
        if (closed.get()) throw closed();
        return remote.request(op);
    }

    @Override
    public void send(@Nullable Object object) throws IOException {
        SharedObject.call(Calls.item(request(Ops.END_SEND), object));
    }

    @Override
    public @Nullable Object recv() throws IOException, InterruptedException {
        SharedObject.ensureNotInterrupted();
        return Place.value(SharedObject.callInterruptibly(request(Ops.END_RECV)));
    }

    @Override
    public boolean poll() {
        return SharedObject.flag(SharedObject.call(request(Ops.END_READY)));
    }

    @Override
    Started watch() {
        return request(Ops.END_AWAIT).start();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        try {
            remote.request(Ops.END_CLOSE).call();
        } catch (HomeLost | IllegalStateException e) {
            // Gone it is.
        }
    }

    private Object writeReplace() {
        if (closed.get()) throw closed();
        long sending = ThreadLocalRandom.current().nextLong();
        // Its home has to know before the other process can tell that it has it.
        SharedObject.call(remote.request(Ops.END_SHIPPED).int64(sending));
        return Calls.handle(PipeConnection.class, remote).ofSending(sending);
    }

    /** Tells its home that it is here. */
    void arrived(long sending) {
        remote.request(Ops.END_ARRIVED).int64(sending).flag(!closed.get()).tell();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PipeConnection that && that.remote.isSame(remote);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(remote.id());
    }

    @Override
    public String toString() {
        return "Connection[" + remote + ']';
    }
}
