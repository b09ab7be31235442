package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A line between two machines: a TCP connection. A thread of its own writes, so that no other thread has to wait for the network. */
final class StreamLine extends Line {
    private static final int BACKLOG = 1 << 20;
    private static final int STEP = 1 << 16;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String name;

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled whenever one of the next four changes. */
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int queued;
    private boolean inSend;
    private boolean ended;

    /** Written by the thread that writes. */
    private volatile long written;

    /** Written by the thread that reads. */
    private volatile long received;

    StreamLine(Socket socket, String name) throws IOException {
        this.socket = socket;
        keepAlive(socket);
        this.in = new BufferedInputStream(new Counted(socket.getInputStream()), STEP);
        this.out = socket.getOutputStream();
        this.name = name;
    }

    /** Half a minute, where it can be chosen, instead of hours: a machine that is switched off closes nothing. */
    private static void keepAlive(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        for (SocketOption<?> option : socket.supportedOptions()) {
            switch (option.name()) { // of a module that an image may lack
                case "TCP_KEEPIDLE" -> set(socket, option, 15);
                case "TCP_KEEPINTERVAL" -> set(socket, option, 5);
                case "TCP_KEEPCOUNT" -> set(socket, option, 3);
                default -> {}
            }
        }
    }

    @SuppressWarnings("unchecked") // as these options are documented
    private static void set(Socket socket, SocketOption<?> option, int value) throws IOException {
        if (option.type() == Integer.class) socket.setOption((SocketOption<Integer>) option, value);
    }

    @Override
    void start(Listener to) {
        Daemons.thread("jvmpool-line-" + name + "-writer", this::write).start();
        Daemons.thread("jvmpool-line-" + name, () -> read(to)).start();
    }

    @Override
    @Nullable
    SharedFile memory() {
        return null;
    }

    @Override
    void catchUp() {
        // What the other side has sent may still be on its way.
    }

    // ---- receiving ----

    private void read(Listener to) {
        Throwable why = null;
        try {
            var message = new Message();
            while (message.next()) {
                to.message(message.int8(), message);
                to.pause();
            }
        } catch (EOFException e) {
            // The connection ended in a message.
        } catch (Throwable e) {
            why = e;
        }
        close();
        to.ended(why);
    }

    @Override
    long moved() {
        return written + received;
    }

    /** What comes, counted. */
    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            if (count > 0) received += count;
            return count;
        }
    }

    private final class Message extends Source {
        private long beyond;

        Message() {
            super(new byte[MAX_FILL]);
        }

        /** Goes to the next message; returns false at the end of the connection. */
        boolean next() throws IOException {
            skip(remaining());
            position = 0;
            limit = 0;
            int first;
            try {
                first = in.read();
            } catch (IOException closed) {
                return false;
            }
            if (first < 0) return false;
            int length = first;
            for (int shift = 8; shift < 32; shift += 8) {
                int next = in.read();
                if (next < 0) return false;
                length |= next << shift;
            }
            if (length < 1) throw new io.github.jvmpool.wire.ProtocolException("message of " + length + " bytes");
            beyond = length;
            return true;
        }

        @Override
        protected void fill(int count) throws IOException {
            if (remaining() < count) throw new EOFException("message ends too early");
            int kept = limit - position;
            System.arraycopy(buffer, position, buffer, 0, kept);
            position = 0;
            limit = kept;
            while (limit < count) {
                int read = in.read(buffer, limit, (int) Math.min(buffer.length - limit, beyond));
                if (read < 0) throw new EOFException("the connection ended in a message");
                limit += read;
                beyond -= read;
            }
        }

        @Override
        protected void transfer(byte[] target, int offset, int length) throws IOException {
            if (in.readNBytes(target, offset, length) < length)
                throw new EOFException("the connection ended in a message");
            beyond -= length;
        }

        @Override
        public long remaining() {
            return beyond + (limit - position);
        }
    }

    // ---- sending ----

    @Override
    void send(byte[] message, int length) throws LineEnded {
        lock.lock();
        try {
            awaitRoom();
            add(Arrays.copyOf(message, length));
        } finally {
            lock.unlock();
        }
    }

    @Override
    void send(byte[] head, int headLength, Encoded rest) throws LineEnded {
        lock.lock();
        try {
            awaitRoom();
            inSend = true;
            add(Arrays.copyOf(head, headLength));
            for (long done = 0; done < rest.length(); ) {
                while (queued > BACKLOG && !ended) changed.awaitUninterruptibly();
                if (ended) throw new LineEnded(null);
                byte[] step = new byte[(int) Math.min(STEP, rest.length() - done)];
                done += rest.copy(done, step, 0, step.length);
                add(step);
            }
        } finally {
            inSend = false;
            changed.signalAll();
            lock.unlock();
        }
    }

    private void awaitRoom() throws LineEnded {
        while ((inSend || queued > BACKLOG) && !ended) changed.awaitUninterruptibly();
        if (ended) throw new LineEnded(null);
    }

    @Override
    void post(byte[] message, int length) {
        post(message, length, message, 0, 0);
    }

    @Override
    void post(byte[] head, int headLength, byte[] rest, int offset, int length) {
        byte[] whole = Arrays.copyOf(head, headLength + length);
        System.arraycopy(rest, offset, whole, headLength, length);
        lock.lock();
        try {
            // Never within another message. Only homes post, and only those who call homes send messages in parts.
            while (inSend && !ended) changed.awaitUninterruptibly();
            add(whole);
        } finally {
            lock.unlock();
        }
    }

    private void add(byte[] bytes) {
        if (ended) return;
        queue.add(bytes);
        queued += bytes.length;
        changed.signalAll();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    private void write() {
        try {
            for (byte[] next = next(); next != null; next = next()) {
                out.write(next);
                written += next.length;
            }
        } catch (IOException gone) {
            // The reader finds the end too.
        }
        close();
    }

    private byte @Nullable [] next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !ended) changed.awaitUninterruptibly();
            byte[] next = queue.poll();
            if (next == null) return null;
            queued -= next.length;
            changed.signalAll();
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void close() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Closed it is.
        }
    }
}
