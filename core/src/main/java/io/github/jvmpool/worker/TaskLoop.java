package io.github.jvmpool.worker;

import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.ShippingFailure;
import io.github.jvmpool.wire.SlotWord;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes chunks from the caller and runs their items, on the worker's main thread. */
final class TaskLoop {
    /** How long the caller may take to take back what is not to be started here. */
    private static final long TAKE_BACK_NANOS = 1_000_000_000L;

    /** A chunk that took longer than this is told at once; for shorter ones the caller is rung once for many. */
    private static final long WORTH_A_RING = 20_000;

    private final SharedFile file;
    private final Doorbell doorbell;
    private final Inbox inbox;
    private final Outbox outbox;
    private final LineOutput[] outputs;
    private final Running running;
    private final LinkThread link;
    private final FunctionTable functions;
    private final Decoder decoder;
    private final Encoder encoder;
    private final Invoker invoker;
    private final OutOfMemory memory;
    private final ErrorWriter errors;
    private final LeakWatch leaks = new LeakWatch();

    /** Whether the caller was asked to replace this worker, and is about to take back what has not started. */
    private boolean wornOut;

    private long done;

    /** {@link #done} for other threads. */
    private volatile long tasksDone;

    private @Nullable Object finalizer;

    /** When the chunk before ended, or the wait for this one did: a chunk that follows another costs one look at the clock. */
    private long now = System.nanoTime();

    TaskLoop(
            SharedFile file,
            Doorbell doorbell,
            Inbox inbox,
            Outbox outbox,
            LineOutput[] outputs,
            Running running,
            LinkThread link,
            FunctionTable functions,
            Decoder decoder,
            Encoder encoder,
            Invoker invoker,
            OutOfMemory memory) {
        this.file = file;
        this.doorbell = doorbell;
        this.inbox = inbox;
        this.outbox = outbox;
        this.outputs = outputs;
        this.running = running;
        this.link = link;
        this.functions = functions;
        this.decoder = decoder;
        this.encoder = encoder;
        this.invoker = invoker;
        this.memory = memory;
        this.errors = new ErrorWriter(encoder, memory);
        encoder.byReference(true); // it is sent before the task's thread does anything else
    }

    long tasksDone() {
        return tasksDone;
    }

    /** Works until it is told to stop; returns null, or the only task of a JVM that {@linkplain MainProgram has but one}. */
    @Nullable
    Source run() throws IOException {
        for (; ; ) {
            Inbox.Letter letter = inbox.next();
            if (inbox.waited()) now = System.nanoTime();
            switch (letter.kind()) {
                case Message.CHUNK -> chunk(letter.body());
                case Message.DEFINE -> functions.define(letter.body());
                case Message.SETUP -> {
                    if (!setUp(letter.body())) return null;
                }
                case Message.STOP -> {
                    tearDown();
                    return null;
                }
                case Message.MAIN -> {
                    return letter.body();
                }
                default -> throw new ProtocolException("message of kind " + letter.kind());
            }
        }
    }

    // ---- initializer and finalizer ----

    private boolean setUp(Source body) {
        Throwable failure = null;
        int maxFiles = Integer.MAX_VALUE;
        int maxThreads = Integer.MAX_VALUE;
        long task = SlotWord.running(SharedFile.SLOTS, 0, 0); // so that the link thread attends the doorbell meanwhile
        running.begin(task);
        link.wake();
        try {
            Object serializer = decoder.value(body);
            if (serializer != null) {
                decoder.fallback(invoker.fallback(serializer));
                encoder.fallback(invoker.fallback(serializer));
            }
            Object initializer = decoder.value(body);
            finalizer = decoder.value(body);
            maxFiles = body.int32();
            maxThreads = body.int32();
            if (initializer != null) runHook(initializer);
        } catch (Throwable e) {
            memory.leaveIfIn(e);
            failure = e;
        }
        running.end(task);
        sendPrints();
        encoder.reset();
        encoder.int32(0);
        encoder.int8(Message.READY);
        encoder.int8(failure == null ? 0 : 1);
        if (failure != null) errors.write(ErrorWriter.THROWN, failure);
        send();
        doorbell.ringIfAsleep();
        if (failure != null) file.lastWords(LastWords.NOT_INITIALIZED);
        else leaks.begin(maxFiles, maxThreads);
        now = System.nanoTime();
        return failure == null;
    }

    private void tearDown() {
        long task = SlotWord.running(SharedFile.SLOTS, 0, 1);
        running.begin(task);
        link.wake();
        try {
            if (finalizer != null) runHook(finalizer);
        } catch (Throwable e) {
            memory.leaveIfIn(e);
            e.printStackTrace(); // the caller has nobody to throw it to; it appears among what the worker prints
        }
        invoker.end();
        running.end(task);
        sendPrints();
        file.lastWords(LastWords.STOPPED);
        encoder.reset();
        encoder.int32(0);
        encoder.int8(Message.STOPPED);
        send();
        doorbell.ringIfAsleep();
    }

    private void runHook(Object hook) throws Exception {
        enter(hook);
        functions.catchUp();
        invoker.runHook(hook);
    }

    // ---- chunks ----

    private void chunk(Source body) throws IOException {
        ChunkHeader head = new ChunkHeader(body);
        byte[] functionBytes = new byte[(int) Math.min(head.functionBytes, body.remaining())];
        body.bytes(functionBytes, 0, functionBytes.length);
        boolean timed = (head.flags & ChunkHeader.TIMED) != 0;
        long begun = now;
        file.started(begun);

        Object fn = null;
        int item = 0;
        for (; item < head.count; item++) {
            if (wornOut) awaitTakeBack(head.slot, head.tag, item);
            if (timed) file.started(System.nanoTime());
            if (!file.claim(head.slot, head.tag, item)) break;
            long task = SlotWord.running(head.slot, head.tag, item);
            running.begin(task);
            link.wake();

            int what = ErrorWriter.ARGUMENTS;
            Object value = null;
            Throwable failure = null;
            int size = body.int32();
            if (size < 0 || size > body.remaining()) throw new ProtocolException("item of " + size + " bytes");
            long rest = body.remaining() - size;
            try {
                int arity = invoker.arity(head.callKind);
                Object a = arity > 0 ? decoder.value(body) : null;
                Object b = arity > 1 ? decoder.value(body) : null;
                Object c = arity > 2 ? decoder.value(body) : null;
                if ((head.flags & ChunkHeader.STREAMED) != 0) arrived(task);
                if (fn == null) fn = function(head, functionBytes);
                functions.catchUp();
                what = ErrorWriter.THROWN;
                value = invoker.invoke(head.callKind, fn, a, b, c);
            } catch (Throwable e) {
                memory.leaveIfIn(e);
                failure = e;
            }
            running.end(task);
            if ((head.flags & ChunkHeader.STREAMED) == 0) body.skip(body.remaining() - rest);
            sendPrints();

            boolean last = item == head.count - 1;
            if (last) now = System.nanoTime();
            int nanos = last ? (int) Math.min(now - begun, Integer.MAX_VALUE) : 0;
            tasksDone = ++done;
            if (failure == null) sendResult(head, item, last, nanos, value);
            else sendError(head, item, last, nanos, what, failure);
            if (failure != null) leaks.suspect();
            if (leaks.taskEnded()) lookForLeaks();
        }
        if (item < head.count) sendDone(head, begun);
        if (now - begun > WORTH_A_RING) doorbell.ringIfAsleep();
        if (leaks.isDue(now)) lookForLeaks();
    }

    /** Once a call is cancelled its caller may change the array that it had referred to, so what has come may be a mixture. */
    private void arrived(long task) {
        inbox.endStreaming();
        if (running.isUnwanted(task)) throw new CancellationException("cancelled while its argument was on its way");
    }

    // ---- leaks ----

    private void lookForLeaks() {
        doorbell.ringIfAsleep(); // the results are not to wait for it
        String why = leaks.look();
        if (why == null) return;
        leaks.end();
        wornOut = true;
        encoder.reset();
        encoder.int32(0);
        encoder.int8(Message.WORN_OUT);
        encoder.string(why);
        send();
        doorbell.ringIfAsleep();
    }

    /** Starts nothing more in a worker that may not be able to do it. If the caller is too busy to take it back, it runs here after all. */
    private void awaitTakeBack(int slot, int tag, int item) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TAKE_BACK_NANOS) {
            long word = file.slot(slot);
            if (SlotWord.tag(word) != tag || SlotWord.limit(word) <= item) return;
            LockSupport.parkNanos(50_000);
        }
        wornOut = false;
    }

    private Object function(ChunkHeader head, byte[] bytes) throws Exception {
        Source in = new io.github.jvmpool.wire.ArraySource(bytes, 0, bytes.length);
        Object fn =
                (head.flags & ChunkHeader.SHAPE) != 0 ? functions.function(in.int32(), in, decoder) : decoder.value(in);
        if (fn == null) throw new ProtocolException("no function");
        enter(fn);
        return fn;
    }

    /** Lets {@code fn} find classes and resources as its own class would. */
    private void enter(Object fn) {
        Thread.currentThread().setContextClassLoader(functions.contextOf(fn));
    }

    private void sendPrints() {
        for (LineOutput output : outputs) output.sendRest();
    }

    // ---- outcomes ----

    private void head(int kind, ChunkHeader head, int item, boolean last, int nanos) {
        encoder.reset();
        encoder.int32(0); // the length, when it is known
        encoder.int8(kind);
        encoder.char16((char) head.slot);
        encoder.char16((char) head.tag);
        encoder.int32(item);
        encoder.int8(last ? 1 : 0);
        encoder.int32(nanos);
    }

    private void sendResult(ChunkHeader head, int item, boolean last, int nanos, @Nullable Object value) {
        head(Message.RESULT, head, item, last, nanos);
        try {
            encoder.value(value);
        } catch (ShippingFailure | OutOfMemoryError e) {
            memory.leaveIfIn(e);
            sendError(head, item, last, nanos, ErrorWriter.RESULT, e);
            return;
        }
        send();
    }

    private void sendError(ChunkHeader head, int item, boolean last, int nanos, int what, Throwable failure) {
        head(Message.ERROR, head, item, last, nanos);
        errors.write(what, failure);
        send();
    }

    private void sendDone(ChunkHeader head, long begun) {
        long word = file.slot(head.slot);
        if (SlotWord.tag(word) != head.tag || SlotWord.claimed(word) == 0)
            return; // taken back as a whole: its slot is free already
        now = System.nanoTime();
        head(Message.DONE, head, SlotWord.claimed(word), true, (int) Math.min(now - begun, Integer.MAX_VALUE));
        send();
    }

    private void send() {
        if (encoder.flat()) {
            encoder.patchInt32(0, encoder.position() - 4);
            outbox.send(encoder.array(), encoder.position());
            return;
        }
        byte[] length = new byte[4];
        var message = encoder.finish();
        io.github.jvmpool.wire.Bytes.int32(length, 0, (int) (message.length() - 4));
        outbox.send(length, 4, message, 4);
    }
}
