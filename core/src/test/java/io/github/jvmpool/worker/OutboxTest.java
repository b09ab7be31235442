package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.wire.ArrayEncoded;
import io.github.jvmpool.wire.Bytes;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int KIND = 37;
    private static final int MESSAGES = 3_000;

    @Test
    void messagesOfSeveralThreadsArriveWholeThroughARingThatIsTooSmall() throws Exception {
        var caller = new FakeCaller(4096);
        long seed = System.nanoTime();
        FutureTask<Void> flat = new FutureTask<>(() -> {
            var random = new Random(seed);
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = message(random.nextInt(20_000), 0, i);
                caller.outbox.send(message, message.length);
                caller.doorbell.ringIfAsleep();
            }
            return null;
        });
        FutureTask<Void> pieces = new FutureTask<>(() -> {
            var random = new Random(seed + 1);
            for (int i = 0; i < MESSAGES; i++) {
                byte[] message = message(random.nextInt(100_000), 1, i);
                byte[] length = new byte[4];
                Bytes.int32(length, 0, message.length - 4);
                caller.outbox.send(length, 4, new ArrayEncoded(message), 4);
                caller.doorbell.ringIfAsleep();
            }
            return null;
        });
        FutureTask<Void> reading = new FutureTask<>(() -> {
            int[] next = new int[2];
            for (int i = 0; i < 2 * MESSAGES; i++) {
                assertThat(caller.next()).as("seed %s", seed).isEqualTo(KIND);
                int sender = caller.source.int8();
                assertThat(caller.source.int32()).as("seed %s", seed).isEqualTo(next[sender]++);
                byte[] rest = new byte[(int) caller.source.remaining()];
                caller.source.bytes(rest, 0, rest.length);
                for (byte each : rest) if (each != (byte) sender) throw new AssertionError("mixed up, seed " + seed);
            }
            return null;
        });
        for (var each : java.util.List.of(flat, pieces, reading)) {
            var thread = new Thread(each);
            thread.setDaemon(true);
            thread.start();
        }

        reading.get(60, TimeUnit.SECONDS);
        flat.get(1, TimeUnit.SECONDS);
        pieces.get(1, TimeUnit.SECONDS);
    }

    private static byte[] message(int body, int sender, int number) {
        byte[] message = new byte[10 + body];
        java.util.Arrays.fill(message, (byte) sender);
        Bytes.int32(message, 0, message.length - 4);
        message[4] = KIND;
        message[5] = (byte) sender;
        Bytes.int32(message, 6, number);
        return message;
    }
}
