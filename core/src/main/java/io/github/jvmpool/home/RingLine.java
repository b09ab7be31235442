package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Ring;
import io.github.jvmpool.wire.RingSource;
import io.github.jvmpool.wire.SharedFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A line between two processes of one machine: two rings in a shared file, and a socket whose bytes wake the other side. What was sent is
 * safe from the sender's death, and {@link #catchUp} finds it without waking anybody.
 *
 * <p>The socket does not block: a blocking channel would be closed by the interrupt of any thread that happens to ring. One thread waits
 * for it and takes what comes; other threads may take what has come before them, but only whole messages.
 */
final class RingLine extends Line {
    /** How large each ring is. */
    static final int RING_BYTES = 1 << 17;

    private static final int STEP = 1 << 15;

    /** How much may be kept for want of room before a thread that sends has to wait. */
    private static final int BACKLOG = 1 << 20;

    private final SocketChannel bell;
    private final Selector selector;
    private final SharedFile file;
    private final Ring out;
    private final Ring in;
    private final Thread reader;
    private final Source source;
    private final ByteBuffer rung = ByteBuffer.allocate(256);

    /** Held while messages are taken out of the ring. */
    private final ReentrantLock receiving = new ReentrantLock();

    /** Guarded by receiving: the kind of a message whose rest had not come, or -1. */
    private int opened = -1;

    /** Whether the reader waits for the rest of a message, with the lock. */
    private volatile boolean inMessage;

    private @Nullable Listener listener;

    /** Held while bytes are put into the ring. */
    private final ReentrantLock sending = new ReentrantLock();

    /** Signalled when there may be room, and at the end. */
    private final Condition room = sending.newCondition();

    // Guarded by sending.
    private final ArrayDeque<byte[]> backlog = new ArrayDeque<>();
    private int backlogBytes;
    private int backlogDone;
    private boolean inSend;

    /** Whether someone waits for room: what is to be looked at when the bell has rung. */
    private volatile boolean full;

    private volatile boolean ended;

    /**
     * A line over a connected socket.
     *
     * @param creator whether this side has made the file
     */
    RingLine(SocketChannel bell, SharedFile file, boolean creator, String name) throws IOException {
        this.bell = bell;
        this.file = file;
        this.out = creator ? file.toWorker() : file.toCaller();
        this.in = creator ? file.toCaller() : file.toWorker();
        this.source = new Source(in);
        bell.configureBlocking(false);
        this.selector = Selector.open();
        bell.register(selector, SelectionKey.OP_READ);
        this.reader = Daemons.thread("jvmpool-line-" + name, this::read);
    }

    @Override
    void start(Listener to) {
        listener = to;
        reader.start();
    }

    @Override
    SharedFile memory() {
        return file;
    }

    // ---- receiving ----

    private void read() {
        Throwable why = null;
        try {
            boolean rings = true;
            while (rings) {
                receive(true);
                if (full) refill();
                if (in.sleep()) rings = awaitBell();
                if (full) refill();
            }
            receive(true);
        } catch (EOFException | Gone e) {
            // The rest of a message will never come.
        } catch (Throwable e) {
            why = e;
        }
        end(why);
    }

    /** Waits for a byte; returns false at the end of the connection. */
    private boolean awaitBell() {
        try {
            for (; ; ) {
                Thread.interrupted(); // user code that runs in this process may interrupt every thread it finds
                selector.select();
                selector.selectedKeys().clear();
                rung.clear();
                int count = bell.read(rung);
                if (count < 0) return false;
                if (count > 0) return true;
                if (ended) return false;
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException broken) {
            return false;
        }
    }

    /** Takes the messages that are there; those that are not complete only if {@code patient}. */
    private void receive(boolean patient) throws IOException {
        receiving.lock();
        try {
            receiveLocked(patient);
        } finally {
            receiving.unlock();
        }
    }

    private void receiveLocked(boolean patient) throws IOException {
        Listener to = listener;
        if (to == null) return;
        try {
            for (; ; ) {
                int kind = opened >= 0 ? opened : source.next();
                if (kind < 0) return;
                opened = kind;
                if (!source.whole()) {
                    if (!patient) return;
                    to.pause();
                }
                opened = -1;
                to.message(kind, source);
            }
        } finally {
            to.pause();
        }
    }

    @Override
    void catchUp() {
        if (receiving.isHeldByCurrentThread()) return;
        try {
            // What the reader waits for with the lock has not been sent yet.
            while (!receiving.tryLock()) {
                if (inMessage || ended) return;
                if (receiving.tryLock(1, TimeUnit.MILLISECONDS)) break;
            }
        } catch (InterruptedException e) {
            receiving.lock();
            Thread.currentThread().interrupt();
        }
        try {
            receiveLocked(false);
        } catch (IOException | RuntimeException e) {
            // The reader comes across the same and ends the line.
            close();
        } finally {
            receiving.unlock();
        }
    }

    private final class Source extends RingSource {
        Source(Ring ring) {
            super(ring);
        }

        @Override
        protected void await() throws IOException {
            inMessage = true;
            try {
                if (full) refill();
                if (in.sleep() && !awaitBell() && in.available() == 0) throw new Gone();
            } finally {
                inMessage = false;
            }
        }

        @Override
        protected void ringForRoom() {
            ring();
        }
    }

    /** The other side is gone in the middle of a message. */
    private static final class Gone extends IOException {
        private static final long serialVersionUID = 1;
    }

    // ---- sending ----

    private void ring() {
        try {
            bell.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException gone) {
            selector.wakeup(); // the reader finds out
        }
    }

    private void ringIfAsleep() {
        if (out.consumerToRing()) ring();
    }

    @Override
    void send(byte[] message, int length) throws LineEnded {
        sending.lock();
        try {
            awaitTurn();
            int done = out.write(message, 0, length);
            if (done < length) sendRest(message, done, length);
            out.publish();
        } finally {
            inSend = false;
            if (full) flush();
            sending.unlock();
        }
        ringIfAsleep();
    }

    @Override
    void send(byte[] head, int headLength, Encoded rest) throws LineEnded {
        sending.lock();
        try {
            awaitTurn();
            inSend = true;
            sendRest(head, 0, headLength);
            byte[] step = new byte[(int) Math.min(STEP, rest.length())];
            for (long done = 0; done < rest.length(); ) {
                int count = rest.copy(done, step, 0, step.length);
                sendRest(step, 0, count);
                done += count;
            }
            out.publish();
        } finally {
            inSend = false;
            if (full) flush();
            sending.unlock();
        }
        ringIfAsleep();
    }

    /** Waits until no message is half sent and not too much is kept. */
    private void awaitTurn() throws LineEnded {
        while (inSend || backlogBytes > BACKLOG || !backlog.isEmpty()) {
            if (ended) throw new LineEnded(null);
            if (!inSend && backlogBytes <= BACKLOG) {
                flush();
                if (backlog.isEmpty()) break;
            }
            room.awaitUninterruptibly();
        }
        if (ended) throw new LineEnded(null);
    }

    private void sendRest(byte[] bytes, int from, int length) throws LineEnded {
        inSend = true;
        int done = from;
        for (; ; ) {
            done += out.write(bytes, done, length - done);
            if (done == length) return;
            out.publish();
            ringIfAsleep();
            full = true;
            if (out.awaitRoom()) room.awaitUninterruptibly();
            if (ended) throw new LineEnded(null);
        }
    }

    @Override
    void post(byte[] message, int length) {
        post(message, length, message, 0, 0);
    }

    @Override
    void post(byte[] head, int headLength, byte[] rest, int offset, int length) {
        sending.lock();
        try {
            if (ended) return;
            postPart(head, 0, headLength);
            postPart(rest, offset, length);
            if (backlog.isEmpty()) out.publish();
            else if (!inSend) flush();
        } finally {
            sending.unlock();
        }
        ringIfAsleep();
    }

    private void postPart(byte[] bytes, int offset, int length) {
        int done = inSend || !backlog.isEmpty() ? 0 : out.write(bytes, offset, length);
        if (done == length) return;
        byte[] kept = new byte[length - done];
        System.arraycopy(bytes, offset + done, kept, 0, kept.length);
        backlog.add(kept);
        backlogBytes += kept.length;
        full = true;
    }

    /** Puts what was kept into the ring as far as there is room, and sees to it that this side is rung when there is more. */
    private void flush() {
        do {
            for (byte[] next = backlog.peek(); next != null; next = backlog.peek()) {
                backlogDone += out.write(next, backlogDone, next.length - backlogDone);
                if (backlogDone < next.length) break;
                backlog.remove();
                backlogBytes -= next.length;
                backlogDone = 0;
            }
            out.publish();
            full = !backlog.isEmpty();
        } while (full && !out.awaitRoom());
        if (!full) room.signalAll();
    }

    /** There may be room: called by the reader when it was rung. */
    private void refill() {
        sending.lock();
        try {
            if (!inSend) flush();
            room.signalAll();
        } finally {
            sending.unlock();
        }
        ringIfAsleep();
    }

    // ---- the end ----

    @Override
    long moved() {
        return out.taken() + in.taken();
    }

    @Override
    void close() {
        ended = true;
        selector.wakeup();
        sending.lock();
        try {
            room.signalAll();
        } finally {
            sending.unlock();
        }
    }

    private void end(@Nullable Throwable why) {
        close();
        try {
            selector.close();
            bell.close();
        } catch (IOException e) {
            // Closed it is.
        }
        Listener to = listener;
        if (to != null) to.ended(why);
    }
}
