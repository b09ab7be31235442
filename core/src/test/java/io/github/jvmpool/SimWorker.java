package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.Ring;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.SlotWord;
import io.github.jvmpool.worker.SimRunning;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A worker without a JVM: keeps the protocol of {@code wire/README.md} over real rings, one step at a time, and may die between any two. */
final class SimWorker implements WorkerHandle {
    private final Simulation simulation;
    private final SimClock clock;
    private final Random random;
    private final SharedFile file;
    private final Ring in;
    private final Ring out;
    private final int pid;
    private final Encoder encoder = new Encoder(CallerLoaders.shared());

    private byte[] read = new byte[1 << 13];
    private int readCount;
    private boolean setUp;
    private final BitSet shapes = new BitSet();

    private @Nullable ChunkHeader chunk;
    private @Nullable ArraySource items;
    private int[] ids = new int[0];
    private int item;
    private @Nullable SimTask running;

    /** How the real worker delivers interrupts, and whether one has reached the task that runs. */
    private final SimRunning interrupts;

    private boolean interrupted;

    /** When the caller last rang, and when the item that is about to start was said to start. */
    private long lastRing;

    private long itemStarted;
    private long begun;

    /** The task that has been claimed and has no outcome that is published as a whole. */
    private @Nullable SimTask claimed;

    /** Tasks whose outcomes are in the ring, or have been received just now. */
    private final List<SimTask> published = new ArrayList<>();

    /** A message that waits for room in the ring, and what to do when it is out. */
    private byte @Nullable [] waiting;

    private @Nullable Runnable whenSent;

    private boolean busy = true;
    private boolean rung;
    private boolean dead;
    private boolean clogged;

    int exitCode = -1;

    SimWorker(Simulation simulation, SharedFile file, int pid) {
        this.simulation = simulation;
        this.clock = simulation.clock;
        this.random = simulation.random;
        this.file = file;
        this.in = file.toWorker();
        this.out = file.toCaller();
        this.pid = pid;
        this.interrupts = new SimRunning(file, this::interrupted);
    }

    /** It has claimed a task. */
    void claimed(SimTask task) {
        claimed = task;
    }

    boolean isDead() {
        return dead;
    }

    // ---- what the caller does ----

    @Override
    public SharedFile file() {
        return file;
    }

    @Override
    public long pid() {
        return pid;
    }

    /** {@return a pipe that ends when it is read: only who waits for the rest of a dead worker's message reads it} */
    @Override
    public InputStream stdout() {
        return new InputStream() {
            @Override
            public int read() {
                if (!dead) throw new AssertionError("the caller waits for the rest of a message of a living worker");
                return -1;
            }
        };
    }

    @Override
    public void ring() {
        lastRing = clock.nanoTime();
        if (simulation.losesRings && random.nextInt(20) == 0) return; // the next look for a heartbeat makes up for it
        clock.soon(this::hear, random.nextInt(100) == 0 ? 3_000_000 : 30_000);
    }

    @Override
    public void kill() {
        clock.soon(() -> die(137), 3_000_000);
    }

    @Override
    public void end(boolean forcibly) {
        kill();
    }

    @Override
    public void unlink() {}

    // ---- what happens to it ----

    /** Its JVM is up. */
    void boot() {
        step(() -> {
            busy = false;
            work();
        });
    }

    /** Stops, and may be resumed. */
    void clog(boolean stops) {
        clogged = stops;
        if (!stops) clock.soon(this::hear, 10_000);
    }

    /** Ends at once, perhaps in the middle of a message. */
    void die(int code) {
        if (dead) return;
        if (running != null && random.nextInt(8) == 0) publishPart(outcome(running, true));
        dead = true;
        exitCode = code;
        simulation.promises.died(this, claimed);
    }

    private void publishPart(byte[] message) {
        if (out.free() < message.length || waiting != null) return;
        out.write(message, 0, 1 + random.nextInt(message.length - 1));
        out.publish();
    }

    /** Does the next step unless it is dead, and not while it is stopped. */
    private void step(Runnable action) {
        if (dead) return;
        if (clogged) clock.after(100_000 + random.nextInt(1_000_000), () -> step(action));
        else action.run();
    }

    private void later(int most, Runnable action) {
        clock.soon(() -> step(action), most);
    }

    /** A byte in its stdin. */
    private void hear() {
        if (dead || clogged) return;
        file.heartbeat(clock.nanoTime());
        interrupts.deliver();
        byte[] message = waiting;
        Runnable next = whenSent;
        if (message != null && next != null) {
            waiting = null;
            send(message, next);
        } else if (!busy) work();
        else rung = true;
    }

    // ---- the task thread ----

    /** Takes messages until one keeps it busy or there is none. */
    private void work() {
        try {
            for (; ; ) {
                if (read.length == readCount) read = java.util.Arrays.copyOf(read, 2 * readCount);
                int count = in.read(read, readCount, read.length - readCount);
                readCount += count;
                if (count > 0 && in.release()) ringCaller();
                if (readCount >= 4 && readCount >= 4 + Bytes.int32(read, 0)) {
                    byte[] message = java.util.Arrays.copyOfRange(read, 4, 4 + Bytes.int32(read, 0));
                    readCount -= 4 + message.length;
                    System.arraycopy(read, 4 + message.length, read, 0, readCount);
                    if (handle(message)) return;
                } else if (count == 0 && in.sleep()) return;
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError("worker " + pid, e);
        }
    }

    /** Begins with a message; returns whether it takes a while. */
    private boolean handle(byte[] message) throws IOException, ClassNotFoundException {
        ArraySource body = new ArraySource(message, 1, message.length - 1);
        if (!setUp && message[0] != Message.SETUP) throw new AssertionError("message " + message[0] + " before SETUP");
        switch (message[0]) {
            case Message.SETUP -> {
                if (setUp) throw new AssertionError("set up twice");
                setUp = true;
                busy = true;
                later(simulation.initializerNanos(), this::ready);
                return true;
            }
            case Message.DEFINE -> {
                shapes.set(body.int32());
                return false;
            }
            case Message.STOP -> {
                busy = true;
                clock.after(simulation.finalizerNanos(), () -> step(this::stop));
                return true;
            }
            case Message.CHUNK -> {
                open(new ChunkHeader(body), body);
                return true;
            }
            default -> throw new AssertionError("message " + message[0]);
        }
    }

    private void ready() {
        boolean fails = simulation.initializerFails();
        encoder.reset();
        encoder.int32(0);
        encoder.int8(Message.READY);
        encoder.int8(fails ? 1 : 0);
        if (fails) error("initializer");
        send(message(), () -> {
            if (!fails) idle();
            else {
                file.lastWords(LastWords.NOT_INITIALIZED);
                later(1_000_000, () -> die(1));
            }
        });
    }

    private void stop() {
        file.lastWords(LastWords.STOPPED);
        encoder.reset();
        encoder.int32(0);
        encoder.int8(Message.STOPPED);
        send(message(), () -> later(5_000_000, () -> die(0)));
    }

    private void idle() {
        busy = false;
        work();
    }

    private void open(ChunkHeader head, ArraySource body) throws IOException, ClassNotFoundException {
        busy = true;
        chunk = head;
        byte[] function = new byte[head.functionBytes];
        body.bytes(function, 0, function.length);
        ArraySource code = new ArraySource(function, 0, function.length);
        boolean shaped = (head.flags & ChunkHeader.SHAPE) != 0;
        if (shaped && !shapes.get(code.int32())) throw new AssertionError("a function that was not defined");
        Decoder decoder = simulation.decoder;
        ids = new int[head.count];
        for (int i = 0; i < head.count; i++) {
            int size = body.int32();
            long rest = body.remaining() - size;
            if (size > 0) ids[i] = simulation.id(decoder.value(body));
            else ids[i] = ((SimTask.Own) decoder.value(code)).id();
            body.skip(body.remaining() - rest);
        }
        item = 0;
        begun = clock.nanoTime();
        file.started(begun);
        itemStarted = begun;
        later(10_000, this::claim);
    }

    private void claim() {
        ChunkHeader head = chunk;
        if ((head.flags & ChunkHeader.TIMED) != 0) {
            itemStarted = clock.nanoTime();
            file.started(itemStarted);
        }
        // Between this and the claim anything may happen.
        later(random.nextInt(30) == 0 ? 2_000_000 : 5_000, this::start);
    }

    private void start() {
        ChunkHeader head = chunk;
        if (!file.claim(head.slot, head.tag, item)) {
            endEarly();
            return;
        }
        SimTask task = simulation.task(ids[item]);
        running = task;
        simulation.promises.started(task, this, itemStarted);
        interrupted = false;
        interrupts.begin(name());
        int start = task.starts;
        clock.after(
                task.nanos,
                () -> step(() -> {
                    if (running == task && task.starts == start) end(task, false);
                }));
    }

    private long name() {
        return SlotWord.running(chunk.slot, chunk.tag, item);
    }

    /** The thread of the task that runs is interrupted. */
    private void interrupted() {
        SimTask task = running;
        if (task == null) throw new AssertionError("an interrupt while nothing runs");
        if (interrupted) throw new AssertionError("task " + task.id + " is interrupted twice");
        simulation.promises.interrupted(task);
        interrupted = true;
        if (!task.heedsInterrupts) return;
        int start = task.starts;
        later(200_000, () -> {
            if (running == task && task.starts == start) end(task, true);
        });
    }

    /** {@return the task that runs, or null} */
    @Nullable
    SimTask running() {
        return running;
    }

    /** {@return whether an interrupt has reached the task that runs, or is asked for it} */
    boolean isAskedToInterrupt() {
        return interrupted || file.interruptRequest() == name();
    }

    /** {@return the tasks whose outcomes have been published since this was last asked} */
    List<SimTask> takePublished() {
        var taken = List.copyOf(published);
        published.clear();
        return taken;
    }

    boolean isRungNow() {
        return lastRing == clock.nanoTime();
    }

    private void end(SimTask task, boolean interrupted) {
        if (task.end == SimTask.End.KILLS && !interrupted) {
            die(random.nextBoolean() ? 0 : 134);
            return;
        }
        byte[] outcome = outcome(task, interrupted);
        interrupts.end(name());
        running = null;
        boolean last = item == chunk.count - 1;
        send(outcome, () -> {
            task.running = false;
            task.published = true;
            published.add(task);
            claimed = null;
            if (last) idle();
            else {
                item++;
                later(2_000, this::claim);
            }
        });
    }

    private byte[] outcome(SimTask task, boolean interrupted) {
        boolean fails = interrupted || task.end == SimTask.End.THROWS;
        boolean last = item == chunk.count - 1;
        head(fails ? Message.ERROR : Message.RESULT, item, last);
        if (fails) error((interrupted ? "interrupted " : "thrown ") + task.id);
        else encoder.value(task.result());
        return message();
    }

    private void endEarly() {
        long word = file.slot(chunk.slot);
        if (SlotWord.tag(word) != chunk.tag || SlotWord.claimed(word) == 0) {
            idle(); // taken back as a whole
            return;
        }
        head(Message.DONE, SlotWord.claimed(word), true);
        send(message(), this::idle);
    }

    private void head(int kind, int number, boolean last) {
        encoder.reset();
        encoder.int32(0);
        encoder.int8(kind);
        encoder.char16((char) chunk.slot);
        encoder.char16((char) chunk.tag);
        encoder.int32(number);
        encoder.int8(last ? 1 : 0);
        encoder.int32(last ? (int) Math.min(clock.nanoTime() - begun, Integer.MAX_VALUE) : 0);
    }

    private void error(String text) {
        encoder.int8(0);
        encoder.string("Simulated");
        encoder.string(text);
        encoder.int32(0);
        encoder.int8(0);
        encoder.string("simulated");
    }

    private byte[] message() {
        encoder.patchInt32(0, encoder.position() - 4);
        return java.util.Arrays.copyOf(encoder.array(), encoder.position());
    }

    /** Publishes a message as soon as there is room for all of it, and then goes on. */
    private void send(byte[] message, Runnable next) {
        if (out.free() < message.length) {
            waiting = message;
            whenSent = next;
            clock.after(1_000_000, () -> step(this::hear)); // it looks at each tick while it waits
            return;
        }
        out.write(message, 0, message.length);
        out.publish();
        // Results of short tasks are rung for later.
        later(random.nextBoolean() ? 1_000 : 1_000_000, this::ringIfAsleep);
        next.run();
    }

    private void ringIfAsleep() {
        if (out.consumerToRing()) ringCaller();
    }

    private void ringCaller() {
        simulation.ringCaller(this);
    }
}
