package io.github.jvmpool;

import io.github.jvmpool.launch.NativeText;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.DecodingException;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.Ring;
import io.github.jvmpool.wire.RingSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one worker sends out of its ring, on the link's own thread, and brings it to whom it concerns. No user code runs on that
 * thread but the {@code readObject} methods of results.
 */
final class Receiver {
    /** How many ended flights are collected before the owner is told, so that the worker's window never runs dry. */
    private static final int BATCH = 16;

    private final LinkOwner owner;
    private final Link link;
    private final WorkerHandle jvm;
    private final Ring ring;
    private final InputStream stdout;
    private final Decoder decoder;
    private final NativeText text;
    private final Outputs outputs;

    /** Held while messages are taken out of the ring. */
    private final ReentrantLock receiving = new ReentrantLock();

    // Guarded by receiving.
    private final RingSource source;
    private final byte[] rings = new byte[8192];
    private final int[] ended = new int[BATCH];
    private int endedCount;

    /** Whose values were stored, and how many, since it was last told. */
    private @Nullable Work storedFor;

    private int stored;

    /** Set when the process has ended: nothing more will be written into the ring or the pipes. */
    private volatile boolean exited;

    /** Whether a thread that holds the lock waits for the rest of a message. */
    private volatile boolean inMessage;

    Receiver(LinkOwner owner, Link link, WorkerHandle jvm, Decoder decoder, Outputs outputs, NativeText text) {
        this.owner = owner;
        this.link = link;
        this.jvm = jvm;
        this.ring = jvm.file().toCaller();
        this.stdout = jvm.stdout();
        this.decoder = decoder;
        this.outputs = outputs;
        this.text = text;
        this.source = new RingSource(ring) {
            @Override
            protected void await() throws IOException {
                if (exited && ring.available() == 0) throw new LinkEnded();
                inMessage = true;
                link.waitsForRest();
                boolean over = ring.sleep() && !awaitRing();
                link.hasRest();
                inMessage = false;
                if (over && ring.available() == 0) throw new LinkEnded();
            }

            @Override
            protected void ringForRoom() {
                jvm.ring();
            }
        };
    }

    /** Receives until the worker's pipe ends. */
    void run() throws ProtocolException {
        for (; ; ) {
            receive();
            if (source.pending()) link.waitsForRest();
            boolean over = ring.sleep() && !awaitRing();
            link.hasRest();
            if (over) return;
        }
    }

    /** Waits for a ring; returns false if none can come any more. */
    private boolean awaitRing() {
        int count;
        try {
            count = stdout.read(rings);
        } catch (IOException closed) {
            count = -1; // the JDK closes the pipe when the process has ended
        }
        if (count < 0) return false;
        if (count > 1 || rings[0] != 0) text.feed(rings, count);
        return true;
    }

    /** Takes all messages that are there. */
    void receive() throws ProtocolException {
        receiving.lock();
        try {
            for (int kind = source.next(); kind >= 0; kind = source.next()) {
                handle(kind);
                if (endedCount == BATCH) settle();
            }
        } catch (LinkEnded e) {
            // The rest of the message will never come; what was complete before it counts.
            exited = true;
        } catch (ProtocolException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            // Whatever the worker has sent that leads here: this thread must live on to see the link to its end.
            throw new ProtocolException(e.toString(), e);
        } finally {
            settle();
            receiving.unlock();
        }
        if (link.sender.unfinished()) link.sender.flush();
    }

    /**
     * Takes what is left after the process has ended. If the reader waits for the rest of a message that can never come, because
     * another process holds the pipe open, nothing is left.
     */
    void receiveRest() throws ProtocolException {
        exited = true;
        boolean interrupted = false;
        for (; ; ) {
            if (inMessage && ring.available() == 0) return;
            try {
                if (receiving.tryLock(10, TimeUnit.MILLISECONDS)) break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            receive();
        } finally {
            receiving.unlock();
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private void reportStored() {
        Work work = storedFor;
        if (work == null) return;
        storedFor = null;
        owner.stored(work, stored);
        stored = 0;
    }

    private void settle() {
        reportStored();
        if (endedCount == 0) return;
        owner.ended(link, ended, endedCount);
        endedCount = 0;
    }

    private void handle(int kind) throws IOException {
        switch (kind) {
            case Message.RESULT -> outcome(true);
            case Message.ERROR -> outcome(false);
            case Message.DONE -> done();
            case Message.PRINT -> print();
            case Message.ASK -> owner.answer(link, source.int32(), source.int8(), source.int32(), rest());
            case Message.REPORT -> report();
            case Message.ENDING -> jvm.ring();
            case Message.READY -> ready();
            case Message.WORN_OUT -> owner.wornOut(link, Decoder.string(source));
            case Message.STOPPED -> stopped();
            default -> throw new ProtocolException("message of kind " + kind);
        }
    }

    private void stopped() throws ProtocolException {
        if (!link.toldToStop()) throw new ProtocolException("it says that it has ended, and was not told to");
        jvm.kill(); // what is left of it
    }

    private void ready() throws IOException {
        Throwable failure = source.int8() == 0 ? null : RemoteFailure.read(source, decoder, owner.info(link));
        jvm.unlink();
        owner.ready(link, failure);
    }

    // ---- outcomes ----

    private void outcome(boolean success) throws IOException {
        Flight flight = flight();
        int item = source.int32();
        boolean last = source.int8() != 0;
        int nanos = source.int32();
        if (item != flight.received || item >= flight.limit)
            throw new ProtocolException("outcome of item " + item + " instead of " + flight.received);
        if (last != (item == flight.chunk.count - 1))
            throw new ProtocolException("outcome of item " + item + " of " + flight.chunk.count + " as last or not");
        Object value = null;
        Throwable failure = null;
        flight.chunk.work.arriving(source.remaining());
        if (success) {
            try {
                value = decoder.value(source);
            } catch (LinkEnded | ProtocolException e) {
                throw e;
            } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError e) {
                failure = unreadable(e);
            }
        } else {
            failure = RemoteFailure.read(source, decoder, owner.info(link));
        }
        flight.received++;
        link.outcome(last);
        if (last) {
            link.landed(flight);
            link.took(nanos);
            flight.chunk.pace.measured(nanos, flight.chunk.count);
            ended[endedCount++] = flight.slot;
        }
        // Whoever waits for this outcome and then calls again must find the worker idle, not start another one.
        if (last && !source.pending() && ring.available() == 0) settle();
        if (flight.report(item)) deliver(flight, item, value, failure);
    }

    private Flight flight() throws IOException {
        int slot = source.char16();
        int tag = source.char16();
        Flight flight = slot < io.github.jvmpool.wire.SharedFile.SLOTS ? link.flight(slot, tag) : null;
        if (flight == null) throw new ProtocolException("outcome for slot " + slot + ", where nothing is under way");
        return flight;
    }

    private ShippingException unreadable(Throwable e) {
        Throwable culprit = e instanceof DecodingException && e.getCause() != null ? e.getCause() : e;
        ShippingException failure = new ShippingException(
                "the task has ended, but its result cannot be read by the caller: " + culprit, culprit);
        return Stacks.at(failure, Stacks.marker(owner.info(link)));
    }

    private void deliver(Flight flight, int item, @Nullable Object value, @Nullable Throwable failure) {
        if (!outputs.idle()) {
            outputs.execute(() -> owner.outcome(flight, item, value, failure)); // behind what the task printed
        } else if (failure == null && flight.chunk.work.store(flight.chunk.first + item, value)) {
            if (storedFor != flight.chunk.work) reportStored();
            storedFor = flight.chunk.work;
            stored++;
        } else {
            owner.outcome(flight, item, value, failure);
        }
    }

    private void done() throws IOException {
        Flight flight = flight();
        int items = source.int32();
        source.int8();
        link.took(source.int32());
        int limit = owner.limit(flight);
        if (items != flight.received || items != limit)
            throw new ProtocolException(
                    "chunk of " + limit + " said to have ended with " + items + ", after " + flight.received);
        link.landed(flight);
        ended[endedCount++] = flight.slot;
    }

    // ---- the rest ----

    private void print() throws IOException {
        boolean error = source.int8() == 2;
        boolean complete = source.int8() != 0;
        outputs.printed(new String(rest0(), StandardCharsets.UTF_8), error, complete);
    }

    private void report() throws IOException {
        long task = source.int64();
        long done = source.int64();
        long total = source.int64();
        String message = source.int8() == 0 ? null : Decoder.string(source);
        int slot = (int) (task >>> 32 & 0xffff) - 1;
        Flight flight = slot < 0 || slot >= io.github.jvmpool.wire.SharedFile.SLOTS
                ? null
                : link.flight(slot, (int) (task >>> 48));
        if (flight != null) flight.chunk.work.reported(flight.chunk.first + (int) task, done, total, message);
    }

    private String rest() throws IOException {
        return new String(rest0(), StandardCharsets.UTF_8);
    }

    private byte[] rest0() throws IOException {
        if (source.remaining() > 1 << 24) throw new ProtocolException("text of " + source.remaining() + " bytes");
        if (source.remaining() > 1 << 16) {
            // A length may lie; this makes room only as the bytes come.
            var rest = source.detach();
            byte[] bytes = new byte[(int) rest.remaining()];
            rest.bytes(bytes, 0, bytes.length);
            return bytes;
        }
        byte[] bytes = new byte[(int) source.remaining()];
        source.bytes(bytes, 0, bytes.length);
        return bytes;
    }
}
