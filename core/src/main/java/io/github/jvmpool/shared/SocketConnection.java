package io.github.jvmpool.shared;

import io.github.jvmpool.home.Started;
import io.github.jvmpool.home.Values;
import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One end of a TCP connection. A thread of its own reads ahead a little, so that others can wait for several connections at once. */
final class SocketConnection extends Connection {
    private static final int AHEAD = 1 << 20;
    private static final int STEP = 1 << 20;

    private final Socket socket;
    private final DataOutputStream out;
    private final ReentrantLock sending = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled whenever one of the next five changes. */
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
    private final List<Watch> watches = new ArrayList<>();
    private int ahead;
    private boolean ended;
    private boolean closed;

    /** A conversation over a socket whose other side has proved itself. */
    SocketConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new DataOutputStream(socket.getOutputStream());
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        Daemons.thread("jvmpool-connection-" + socket.getRemoteSocketAddress(), () -> read(in))
                .start();
    }

    private void read(DataInputStream in) {
        try {
            while (add(message(in))) {
                // Until it is closed.
            }
        } catch (IOException | OutOfMemoryError end) {
            // Whoever receives is told that it has ended.
        }
        lock.lock();
        try {
            ended = true;
            tell();
        } finally {
            lock.unlock();
        }
    }

    /** A length may lie: room is made only as what was promised comes. */
    private static byte[] message(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) throw new IOException("object of " + length + " bytes");
        byte[] bytes = new byte[Math.min(length, STEP)];
        in.readFully(bytes);
        for (int done = bytes.length; done < length; done = bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * done));
            in.readFully(bytes, done, bytes.length - done);
        }
        return bytes;
    }

    private boolean add(byte[] message) {
        lock.lock();
        try {
            inbox.add(message);
            ahead += message.length;
            tell();
            while (ahead > AHEAD && !closed) changed.awaitUninterruptibly();
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        changed.signalAll();
        for (Watch watch : watches) watch.done();
        watches.clear();
    }

    @Override
    public void send(@Nullable Object object) throws IOException {
        byte[] bytes;
        try {
            bytes = Values.encode(object);
        } catch (ShippingFailure e) {
            throw SharedObject.unshippable(e);
        }
        lock.lock();
        try {
            if (closed) throw closed();
        } finally {
            lock.unlock();
        }
        sending.lock();
        try {
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public @Nullable Object recv() throws IOException, InterruptedException {
        byte[] message;
        lock.lockInterruptibly();
        try {
            while (inbox.isEmpty() && !ended && !closed) changed.await();
            if (closed) throw closed();
            message = inbox.poll();
            if (message == null) throw new EOFException("the other end of the connection is closed");
            ahead -= message.length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return io.github.jvmpool.home.Place.value(Values.source(message));
    }

    @Override
    public boolean poll() {
        lock.lock();
        try {
            if (closed) throw closed();
            return !inbox.isEmpty() || ended;
        } finally {
            lock.unlock();
        }
    }

    @Override
    Started watch() {
        var watch = new Watch(Thread.currentThread());
        lock.lock();
        try {
            if (closed) throw closed();
            if (!inbox.isEmpty() || ended) watch.done();
            else watches.add(watch);
        } finally {
            lock.unlock();
        }
        return watch;
    }

    private final class Watch implements Started {
        private final Thread waiter;
        private volatile boolean done;

        Watch(Thread waiter) {
            this.waiter = waiter;
        }

        void done() {
            done = true;
            LockSupport.unpark(waiter);
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                watches.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            tell();
        } finally {
            lock.unlock();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Closed it is.
        }
    }

    @Override
    public String toString() {
        return "Connection[" + socket.getRemoteSocketAddress() + ']';
    }
}
