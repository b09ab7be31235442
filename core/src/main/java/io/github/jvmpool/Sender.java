package io.github.jvmpool;

import io.github.jvmpool.launch.ClassSource;
import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.FlatEncoded;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.Ring;
import java.util.BitSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into the ring to one worker, in the order in which they were added. Never blocks: what does not fit stays here until
 * the worker has made room and rung for it.
 */
final class Sender {
    /** How much of a large value is shown to the worker at once. */
    private static final int STEP = 1 << 17;

    /** A message: its first bytes, and the parts behind them. Sent by the thread that holds the sending lock. */
    private static final class Outgoing {
        final byte[] head;
        final int headLength;
        final Encoded[] parts;
        final @Nullable Flight flight;

        Outgoing(byte[] head, int headLength, @Nullable Flight flight, Encoded... parts) {
            this.head = head;
            this.headLength = headLength;
            this.flight = flight;
            this.parts = parts;
        }
    }

    private final ConcurrentLinkedQueue<Outgoing> outbox = new ConcurrentLinkedQueue<>();

    /** Held while bytes are put into the ring. Taken by trying only: who does not get it leaves the work to the one who has it. */
    private final ReentrantLock sending = new ReentrantLock();

    /** Set once, when the worker's process is there. */
    private volatile @Nullable WorkerHandle jvm;

    // Guarded by sending.
    private @Nullable Outgoing current;
    private int part;
    private long done;

    /** Whether a message waits for room. Written under sending, before the worker is asked to ring for it. */
    private volatile boolean stuck;

    /** Whether somebody has asked for sending since it was last begun. */
    private volatile boolean wanted;

    /** Which shapes the worker has, or will have before what is added from now on. Guarded by the engine. */
    private final BitSet defined = new BitSet();

    void attach(WorkerHandle worker) {
        jvm = worker;
    }

    // ---- adding: the engine's lock is held, so that messages are in the order of its decisions ----

    /** Adds a chunk, and its function's shape if this worker does not have it yet. */
    void addChunk(Flight flight, boolean timed, ClassSource classes) {
        ProcessChunk chunk = flight.chunk;
        FunctionShape shape = chunk.shape;
        if (shape != null && !defined.get(shape.id())) {
            defined.set(shape.id());
            add(Message.DEFINE, shape.definition(classes));
        }
        int flags = (timed ? ChunkHeader.TIMED : 0)
                | (chunk.streamed ? ChunkHeader.STREAMED : 0)
                | (shape != null ? ChunkHeader.SHAPE : 0);
        byte[] head = new byte[Message.HEADER + ChunkHeader.BYTES];
        int length = ChunkHeader.write(
                head,
                chunk.function.length() + chunk.items.length(),
                flight.slot,
                flight.tag,
                chunk.count,
                flags,
                chunk.kind.wire,
                (int) chunk.function.length());
        outbox.add(new Outgoing(head, length, flight, chunk.function, chunk.items));
    }

    /** Adds a message of one kind. */
    void add(int kind, Encoded... parts) {
        long length = 1;
        for (Encoded each : parts) length += each.length();
        byte[] head = new byte[Message.HEADER];
        Bytes.int32(head, 0, (int) length);
        head[4] = (byte) kind;
        outbox.add(new Outgoing(head, head.length, null, parts));
    }

    // ---- sending: no lock is held ----

    /** {@return whether {@link #flush} is to be called when the worker has made room} */
    boolean unfinished() {
        return stuck || !outbox.isEmpty();
    }

    /** Puts what there is into the ring as far as there is room, and wakes the worker if it sleeps. Any thread. */
    void flush() {
        WorkerHandle worker = jvm;
        if (worker == null) return;
        Ring ring = worker.file().toWorker();
        wanted = true;
        do {
            if (!sending.tryLock()) return; // the holder looks whether more is wanted after it has let go
            boolean published;
            try {
                wanted = false;
                pump(ring, worker);
                published = ring.publish();
            } finally {
                sending.unlock();
            }
            if (published && ring.anyConsumerToRing()) worker.ring();
        } while (wanted);
    }

    /** Puts everything into the ring, or is stuck: then the worker will ring when there is room. */
    private void pump(Ring ring, WorkerHandle worker) {
        stuck = false;
        while (current != null || next()) {
            while (!sendSome(ring, worker)) {
                publish(ring, worker);
                stuck = true;
                if (ring.awaitRoom()) return;
                stuck = false;
            }
        }
    }

    private static void publish(Ring ring, WorkerHandle worker) {
        if (ring.publish() && ring.anyConsumerToRing()) worker.ring();
    }

    private boolean next() {
        do {
            current = outbox.poll();
        } while (current != null && current.flight != null && current.flight.takenBack);
        part = -1;
        done = 0;
        return current != null;
    }

    /** Sends on; returns whether the current message is done, else there is no room. */
    private boolean sendSome(Ring ring, WorkerHandle worker) {
        Outgoing message = current;
        if (message == null) return true;
        for (; ; ) {
            long length = part < 0 ? message.headLength : message.parts[part].length();
            while (done < length) {
                int count = part < 0 ? sendHead(ring, message) : sendPart(ring, message.parts[part]);
                if (count == 0) return false;
                done += count;
                if (done < length) publish(ring, worker); // a large value is read while it is being written
            }
            done = 0;
            if (++part == message.parts.length) break;
        }
        current = null;
        return true;
    }

    private int sendHead(Ring ring, Outgoing message) {
        return ring.write(message.head, (int) done, message.headLength - (int) done);
    }

    private int sendPart(Ring ring, Encoded encoded) {
        if (encoded instanceof FlatEncoded flat)
            return ring.write(flat.bytes(), flat.offset() + (int) done, (int) (flat.length() - done));
        int count = encoded.copy(done, ring.room(STEP));
        ring.wrote(count);
        return count;
    }
}
