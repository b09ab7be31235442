package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.Fn;
import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.ClassSource;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.Memory;
import io.github.jvmpool.wire.Message;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spoiled messages from the caller: what native code of a task may have made of the ring to its own worker. */
class WorkerFuzzTest {
    private static final int MUTATED = 10_000;
    private static final int LYING = 1_000;
    private static final long MOST_BYTES = 32 << 20;

    private final OtherJvm worker = new OtherJvm();
    private final byte[] definition = definition();
    private final byte[] chunk = chunk();

    private static byte[] definition() {
        int factor = 3;
        Fn<Integer, Integer> times = x -> x * factor;
        try {
            return Memory.bytes(Objects.requireNonNull(FunctionShapes.of(times)).definition(new ClassSource()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] chunk() {
        var items = new Encoder(CallerLoaders.shared());
        for (Object each : List.of(1, "two", List.of(3, "four"), new int[5])) {
            int begin = items.position();
            items.int32(0);
            items.value(each);
            items.patchInt32(begin, items.position() - begin - 4);
        }
        byte[] values = Memory.bytes(items.finish());
        byte[] message = new byte[Message.HEADER + ChunkHeader.BYTES + 8 + values.length];
        ChunkHeader.write(message, 8L + values.length, 3, 7, 4, ChunkHeader.SHAPE, 2, 8);
        System.arraycopy(values, 0, message, message.length - values.length, values.length);
        return Arrays.copyOfRange(message, Message.HEADER, message.length);
    }

    @Test
    void spoiledMessagesEndInANamedExceptionAndCostLittleMemory() {
        long seed = Long.getLong("seed", System.nanoTime());
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int i = 0; i < 2 * MUTATED + LYING; i++) {
            var random = new Random(seed + i);
            boolean defines = random.nextBoolean();
            byte[] bytes = spoiled(defines ? definition : chunk, random, i / MUTATED);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                read(bytes, defines);
            } catch (IOException | ClassNotFoundException named) {
                refused++;
            } catch (Throwable other) {
                throw new AssertionError("seed " + (seed + i), other);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("seed %s", seed + i)
                    .isLessThan(MOST_BYTES);
        }
        assertThat(refused).isGreaterThan(MUTATED);
    }

    private static byte[] spoiled(byte[] good, Random random, int how) {
        if (how == 1) return Arrays.copyOf(good, random.nextInt(good.length));
        byte[] bytes = good.clone();
        if (how == 0)
            for (int n = random.nextInt(4); n >= 0; n--) {
                int most = random.nextBoolean() ? Math.min(bytes.length, 200) : bytes.length;
                bytes[random.nextInt(most)] = (byte) random.nextInt();
            }
        else Bytes.int32(bytes, random.nextInt(Math.min(200, bytes.length - 4)), Integer.MAX_VALUE);
        return bytes;
    }

    /** As the task thread does it. */
    private void read(byte[] bytes, boolean defines) throws IOException, ClassNotFoundException {
        var body = new ArraySource(bytes, 0, bytes.length);
        if (defines) {
            worker.functions.define(body);
            return;
        }
        var head = new ChunkHeader(body);
        body.skip(head.functionBytes);
        var decoder = new Decoder(worker.loaders, null, null);
        for (int item = 0; item < head.count; item++) {
            body.int32();
            decoder.value(body);
        }
    }
}
