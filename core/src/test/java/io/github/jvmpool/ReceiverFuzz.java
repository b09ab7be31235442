package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.NativeText;
import io.github.jvmpool.launch.WorkerHandle;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.DefaultFilter;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.FlatEncoded;
import io.github.jvmpool.wire.Memory;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives a real {@link Receiver} what a worker could have sent, spoiled: for a JVM with little memory. Prints a line that begins with
 * BROKEN for all that must not be.
 */
final class ReceiverFuzz implements LinkOwner {
    private static final int RING = 1 << 16;
    private static final int ITEMS = 4;
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(Memory.bytes(RING));

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Own(String name, List<Object> parts) implements Serializable {}

    private final int[] outcomes = new int[ITEMS];
    private int kinds;

    private ReceiverFuzz() {}

    /** Takes a seed and how many frames are to be mutated, how many cut, how many made to lie. */
    public static void main(String[] args) {
        long seed = Long.parseLong(args[0]);
        int[] refused = new int[3];
        int reported = 0;
        for (int how = 0; how < 3; how++) {
            int count = Integer.parseInt(args[1 + how]);
            for (int i = 0; i < count; i++) {
                var fuzz = new ReceiverFuzz();
                if (fuzz.run(new Random(seed + i), how, seed + i)) refused[how]++;
                for (int each : fuzz.outcomes) reported += each;
            }
        }
        System.out.println("refused " + refused[0] + " mutated, " + refused[1] + " cut, " + refused[2]
                + " lying; outcomes " + reported);
    }

    /** {@return whether the worker was found to break the protocol} */
    private boolean run(Random random, int how, long seed) {
        for (int at = 0; at < MEMORY.capacity(); at += 8) MEMORY.putLong(at, 0);
        SharedFile file = Memory.share(MEMORY);
        var jvm = new Gone(file);
        var link = new Link("worker-1", 1000, Clock.SYSTEM);
        link.attach(jvm, new FlatEncoded(new byte[0], 0, 0));
        link.state = Link.State.LIVE;
        var items = new FlatEncoded(new byte[4 * ITEMS], 0, 4 * ITEMS);
        var work = new SimWork(ITEMS, TaskOptions.defaults(), null);
        link.send(new ProcessChunk(
                work, 0, ITEMS, false, CallKind.TASK, null, items, items, false, 1, new ProcessChunk.Pace()));
        Flight flight = link.flying().get(0);
        byte[] bytes = spoiled(frames(flight, random), random, how);
        var decoder = new Decoder(CallerLoaders.shared(), DefaultFilter.INSTANCE, null);
        var outputs = new Outputs(WorkerOutput.discard(), this, link, helpers());
        var receiver = new Receiver(this, link, jvm, decoder, outputs, new NativeText(line -> {}));
        file.toCaller().write(bytes, 0, bytes.length);
        file.toCaller().publish();
        long start = THREADS.getCurrentThreadCpuTime(); // a busy machine is not the message's fault
        boolean refused = false;
        try {
            receiver.receive();
        } catch (ProtocolException named) {
            refused = true;
            for (Throwable cause = named; cause != null; cause = cause.getCause())
                if (cause instanceof OutOfMemoryError)
                    System.out.println("BROKEN out of memory, seed " + seed + " " + how);
            if (named.getMessage() == null || named.getMessage().isBlank())
                System.out.println("BROKEN a violation without a name, seed " + seed + " " + how);
        } catch (Throwable other) {
            System.out.println("BROKEN " + other + ", seed " + seed + " " + how);
        }
        long millis = (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000;
        if (millis > 1_000) System.out.println("BROKEN it took " + millis + " ms, seed " + seed + " " + how);
        for (int i = 0; i < ITEMS; i++)
            if (outcomes[i] > 1) System.out.println("BROKEN an outcome twice, seed " + seed + " " + how);
        return refused;
    }

    // ---- what a worker sends ----

    private static byte[] frames(Flight flight, Random random) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(message(Message.READY, out -> out.int8(0)));
        for (int item = 0; item < ITEMS; item++) {
            int kind = random.nextInt(7);
            if (kind == 0)
                all.writeBytes(message(Message.PRINT, out -> {
                    out.int8(1);
                    out.int8(1);
                    out.string("a line");
                }));
            if (kind == 1)
                all.writeBytes(message(Message.ASK, out -> {
                    out.int32(7);
                    out.int8(random.nextInt(3));
                    out.int32(0);
                    out.string("com.example.Name");
                }));
            if (kind == 2)
                all.writeBytes(message(Message.REPORT, out -> {
                    out.int64(flight.running(0));
                    out.int64(1);
                    out.int64(2);
                    out.int8(1);
                    out.string("half");
                }));
            if (kind == 3) all.writeBytes(message(Message.ENDING, out -> {}));
            if (kind == 4 && item == 2) {
                all.writeBytes(message(Message.DONE, out -> head(out, flight, 2, true)));
                break;
            }
            int number = item;
            if (random.nextInt(3) == 0)
                all.writeBytes(message(Message.ERROR, out -> {
                    head(out, flight, number, number == ITEMS - 1);
                    error(out);
                }));
            else
                all.writeBytes(message(Message.RESULT, out -> {
                    head(out, flight, number, number == ITEMS - 1);
                    out.value(value(random));
                }));
        }
        all.writeBytes(message(Message.STOPPED, out -> {}));
        return all.toByteArray();
    }

    private interface Body {
        void write(Encoder out);
    }

    private static byte[] message(int kind, Body body) {
        var out = new Encoder(CallerLoaders.shared());
        out.int32(0);
        out.int8(kind);
        body.write(out);
        byte[] bytes = Memory.bytes(out.finish());
        Bytes.int32(bytes, 0, bytes.length - 4);
        return bytes;
    }

    private static void head(Encoder out, Flight flight, int item, boolean last) {
        out.char16(flight.slot);
        out.char16(flight.tag);
        out.int32(item);
        out.int8(last ? 1 : 0);
        out.int32(1000);
    }

    private static void error(Encoder out) {
        out.int8(0);
        out.string("java.io.IOException");
        out.string("text");
        out.int32(2);
        for (int i = 0; i < 2; i++) {
            out.string("com.example.Name");
            out.string("method");
            out.string("Name.java");
            out.int32(12);
        }
        out.int8(1);
        out.value(new IOException("text", new IllegalStateException("cause")));
    }

    private static Object value(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 42;
            case 1 -> "text \u4e00";
            case 2 -> new double[20];
            case 3 -> new ArrayList<>(List.of(1, "two", List.of(3L), Map.of("four", 5)));
            case 4 -> new HashMap<>(Map.of("a", new HashSet<>(List.of(1, 2))));
            case 5 -> new Own("own", new ArrayList<>(List.of(1, new Own("inner", List.of()))));
            case 6 -> new Object[] {Duration.ofSeconds(3), new int[50], new Own("x", List.of())};
            default -> new byte[3000];
        };
    }

    private static byte[] spoiled(byte[] bytes, Random random, int how) {
        if (how == 1) return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        if (how == 0) {
            for (int n = random.nextInt(4); n >= 0; n--)
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(50));
            return bytes;
        }
        // A length is where a message begins, or anywhere in it.
        int at = 0;
        if (random.nextBoolean()) at = random.nextInt(bytes.length - 4);
        else
            for (int n = random.nextInt(4); n > 0; n--) {
                int next = at + 4 + Bytes.int32(bytes, at);
                if (next + 4 < bytes.length) at = next;
            }
        Bytes.int32(bytes, at, Integer.MAX_VALUE - (random.nextBoolean() ? 0 : random.nextInt(200)));
        return bytes;
    }

    // ---- what the receiver tells ----

    @Override
    public WorkerInfo info(Link link) {
        return link.info("pool");
    }

    @Override
    public Executor helpers() {
        return Runnable::run;
    }

    @Override
    public void outcome(Flight flight, int item, @Nullable Object value, @Nullable Throwable failure) {
        outcomes[item]++;
    }

    @Override
    public int limit(Flight flight) {
        return flight.limit;
    }

    @Override
    public void neverStarted(Link link, Throwable cause) {}

    @Override
    public void attached(Link link) {}

    @Override
    public void ready(Link link, @Nullable Throwable failure) {
        kinds++;
    }

    @Override
    public void ended(Link link, int[] slots, int count) {
        for (int i = 0; i < count; i++) link.release(slots[i]);
    }

    @Override
    public void answer(Link link, int question, int kind, int loader, String wanted) {
        kinds++;
    }

    @Override
    public void takeOut(Link link) {}

    @Override
    public Optional<WorkerEnd.Forced> forced(Link link) {
        return Optional.empty();
    }

    @Override
    public void gone(Link link, WorkerEnd end, boolean orderly) {}

    /** A worker that has sent all it will ever send. */
    private record Gone(SharedFile file) implements WorkerHandle {
        @Override
        public long pid() {
            return 1;
        }

        @Override
        public InputStream stdout() {
            return InputStream.nullInputStream();
        }

        @Override
        public void ring() {}

        @Override
        public void kill() {}

        @Override
        public void end(boolean forcibly) {}

        @Override
        public void unlink() {}
    }
}
