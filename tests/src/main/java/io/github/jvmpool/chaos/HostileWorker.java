package io.github.jvmpool.chaos;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.SharedFile;
import java.lang.reflect.Field;
import java.util.Random;

/** Writes into the memory that a worker shares with its caller what no worker should; runs as a task. */
final class HostileWorker {
    private HostileWorker() {}

    /** What it does. */
    enum Attack {
        /** A kind that does not exist. */
        UNKNOWN_KIND,
        /** A length below the smallest. */
        NEGATIVE_LENGTH,
        /** An outcome for a slot in which nothing is under way. */
        FOREIGN_SLOT,
        /** Bytes by chance. */
        NOISE,
        /** A result of its own whose value is noise. */
        NOISE_AS_VALUE,
        /** A result of its own that is said to be an array of 2 GB. */
        LYING_ARRAY,
        /** A message that claims 2 GB and stops. */
        LYING_LENGTH,
        /** A message that stops in the middle while the task goes on. */
        TRUNCATED,
        /** Text that claims to be long. */
        LYING_PRINT,
        /** A question for noise. */
        NOISE_AS_QUESTION,
        /** A chunk is said to have ended that has not. */
        FALSE_END,
        /** The chunk that runs is said to have ended without an outcome of its item. */
        EARLY_END,
        /** A chunk is said to have ended with more items than it has. */
        LATE_END,
        /** An outcome of its own that is not the last is said to be, or the other way round. */
        FALSE_LAST,
        /** A failure with a stack of 300 million frames. */
        ENDLESS_STACK,
        /** A message of a kind that nobody has, longer than what comes. */
        HIGH_KIND,
        /** It is said to have ended in order. */
        FALSE_STOP,
        /** Noise where chunks are recorded. */
        NOISE_IN_SLOTS,
        /** More items claimed and allowed than there are. */
        LIES_IN_SLOTS,
        /** Noise to itself, as if from the caller. */
        NOISE_TO_WORKER,
        /** A message to itself that is longer than what comes, so that it takes the next ones for the rest. */
        LYING_LENGTH_TO_WORKER
    }

    static int commit(Attack attack, long seed) throws Exception {
        var random = new Random(seed);
        Thread link = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("jvmpool-link"))
                .findFirst()
                .orElseThrow();
        var file = (SharedFile) field(link, "file");
        var running = field(link, "running");
        var current = running.getClass().getDeclaredMethod("task");
        current.setAccessible(true);
        long task = (long) current.invoke(running);
        switch (attack) {
            case UNKNOWN_KIND -> send(file, message(99, new byte[10], 10));
            case NEGATIVE_LENGTH -> send(file, message(Message.RESULT, new byte[10], -20 - random.nextInt(1000)));
            case FOREIGN_SLOT -> send(file, outcome(task + (1L << 32), new byte[] {1}, 0));
            case NOISE -> send(file, noise(random, 300));
            case NOISE_AS_VALUE -> send(file, outcome(task, noise(random, 60), 0));
            case LYING_ARRAY -> send(file, outcome(task, lyingArray(random), Integer.MAX_VALUE - 100));
            case LYING_LENGTH -> send(file, message(Message.RESULT, noise(random, 60), Integer.MAX_VALUE));
            case TRUNCATED -> send(file, message(Message.PRINT, new byte[10], 5_000));
            case LYING_PRINT -> send(file, message(Message.PRINT, new byte[] {1, 1, 'x'}, Integer.MAX_VALUE - 9));
            case NOISE_AS_QUESTION -> send(file, message(Message.ASK, noise(random, 60), 0));
            case FALSE_END -> send(file, message(Message.DONE, noise(random, 13), 13));
            case EARLY_END -> send(file, end(task, 0));
            case LATE_END -> send(file, end(task, 1_000));
            case FALSE_LAST -> {
                var outcome = outcome(task, new byte[] {1}, 0);
                outcome[Message.HEADER + 8] = 0;
                send(file, outcome);
            }
            case ENDLESS_STACK -> {
                var outcome = outcome(task, new byte[] {0, 1, 'x', 1, 'y', 0, (byte) 0xa3, (byte) 0xe1, 0x11}, 0);
                outcome[4] = Message.ERROR;
                send(file, outcome);
            }
            case HIGH_KIND -> send(file, message(128 + random.nextInt(128), noise(random, 60), 1 << 20));
            case FALSE_STOP -> send(file, message(Message.STOPPED, new byte[0], 0));
            case NOISE_IN_SLOTS -> {
                for (int i = 0; i < SharedFile.SLOTS; i++) file.offer(i, random.nextLong());
            }
            case LIES_IN_SLOTS -> {
                for (int i = 0; i < SharedFile.SLOTS; i++) {
                    long word = file.slot(i);
                    file.offer(i, word & 0xffffL << 48 | (long) random.nextInt(5000) << 24 | random.nextInt(5000));
                }
            }
            case NOISE_TO_WORKER -> sendToWorker(file, noise(random, 300));
            case LYING_LENGTH_TO_WORKER -> sendToWorker(file, message(Message.DEFINE, new byte[10], 1 << 20));
        }
        var doorbell = field(link, "doorbell");
        var ring = doorbell.getClass().getDeclaredMethod("ring");
        ring.setAccessible(true);
        ring.invoke(doorbell);
        // Half of them go on as if nothing had happened, the others die at once.
        if (random.nextInt(8) == 0) Runtime.getRuntime().halt(9);
        return 1;
    }

    private static Object field(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static void send(SharedFile file, byte[] bytes) {
        file.toCaller().write(bytes, 0, bytes.length);
        file.toCaller().publish();
    }

    /** The ring to this worker, with this worker as its producer. */
    private static void sendToWorker(SharedFile file, byte[] bytes) throws ReflectiveOperationException {
        var ring = file.toWorker();
        var position = ring.getClass().getDeclaredField("writePosition");
        position.setAccessible(true);
        var read = ring.getClass().getDeclaredField("readPosition");
        read.setAccessible(true);
        position.setLong(ring, read.getLong(ring));
        ring.write(bytes, 0, bytes.length);
        ring.publish();
    }

    private static byte[] noise(Random random, int most) {
        var noise = new byte[1 + random.nextInt(most)];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i++) if (random.nextBoolean()) noise[i] = (byte) random.nextInt(45);
        return noise;
    }

    /** @param claimed the length that is told, or 0 for the true one */
    private static byte[] message(int kind, byte[] body, int claimed) {
        var bytes = new byte[Message.HEADER + body.length];
        Bytes.int32(bytes, 0, claimed == 0 ? 1 + body.length : claimed);
        bytes[4] = (byte) kind;
        System.arraycopy(body, 0, bytes, Message.HEADER, body.length);
        return bytes;
    }

    private static byte[] outcome(long task, byte[] value, int claimed) {
        var body = new byte[13 + value.length];
        int slot = (int) (task >>> 32 & 0xffff) - 1;
        int tag = (int) (task >>> 48);
        body[0] = (byte) slot;
        body[1] = (byte) (slot >> 8);
        body[2] = (byte) tag;
        body[3] = (byte) (tag >> 8);
        Bytes.int32(body, 4, (int) task);
        body[8] = 1;
        Bytes.int32(body, 9, 1000);
        System.arraycopy(value, 0, body, 13, value.length);
        return message(Message.RESULT, body, claimed);
    }

    private static byte[] end(long task, int items) {
        var message = outcome(task, new byte[0], 0);
        message[4] = Message.DONE;
        Bytes.int32(message, Message.HEADER + 4, items);
        return message;
    }

    private static byte[] lyingArray(Random random) {
        var value = new byte[20];
        value[0] = (byte) random.nextInt(45);
        Bytes.int32(value, 1, Integer.MAX_VALUE - 200 - random.nextInt(100));
        return value;
    }
}
