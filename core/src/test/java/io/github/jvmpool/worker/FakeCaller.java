package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ChunkHeader;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.Ring;
import io.github.jvmpool.wire.RingSource;
import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The caller's end of a link inside this JVM, and the worker's parts at the other end, over a real shared file and real pipes.
 *
 * <p>The caller's methods are for one thread at a time.
 */
final class FakeCaller {
    final SharedFile file;
    final Fifo toWorker = new Fifo();
    final Fifo toCaller = new Fifo();

    // the worker's parts
    final SharedFile workersFile;
    final Doorbell doorbell;
    final Inbox inbox;
    final Outbox outbox;

    /** What the worker sends. */
    final RingSource source;

    private final Ring ring;

    FakeCaller(int ringBytes) throws IOException, InterruptedException {
        Path path = Files.createTempDirectory("ring").resolve("link");
        file = SharedFile.create(path.toString(), ringBytes);
        workersFile = SharedFile.open(path.toString());
        Files.delete(path);
        Files.delete(path.getParent());
        ring = file.toWorker();
        doorbell = new Doorbell(toWorker.in, toCaller.out, workersFile);
        inbox = new Inbox(workersFile, doorbell);
        outbox = new Outbox(workersFile, doorbell);
        source = new RingSource(file.toCaller()) {
            @Override
            protected void await() throws IOException {
                if (file.toCaller().sleep()) awaitRing();
            }

            @Override
            protected void ringForRoom() throws IOException {
                ring();
            }
        };
    }

    /** Waits for a ring from the worker. */
    void awaitRing() throws IOException {
        if (toCaller.in.read(new byte[64]) < 0) throw new IOException("the pipe has ended");
    }

    /** Wakes the worker. */
    void ring() throws IOException {
        toWorker.out.write(0);
    }

    /** {@return the kind of the next message from the worker, waiting for it} */
    int next() throws IOException {
        for (; ; ) {
            int kind = source.next();
            if (kind >= 0) return kind;
            if (file.toCaller().sleep()) awaitRing();
        }
    }

    /** Sends a message as the pool does: published, and the worker rung if it sleeps. */
    void send(int kind, byte[] body) throws IOException {
        byte[] message = new byte[Message.HEADER + body.length];
        Bytes.int32(message, 0, 1 + body.length);
        message[4] = (byte) kind;
        System.arraycopy(body, 0, message, Message.HEADER, body.length);
        send(message);
    }

    /** Sends the answer to a question: that number once more. */
    void answer(int question) throws IOException {
        byte[] body = new byte[8];
        Bytes.int32(body, 0, question);
        Bytes.int32(body, 4, question);
        send(Message.ANSWER, body);
    }

    /** Sends bytes that may be any part of a message. */
    void send(byte[] bytes) throws IOException {
        int done = ring.write(bytes, 0, bytes.length);
        while (done < bytes.length) {
            publish();
            Thread.onSpinWait();
            done += ring.write(bytes, done, bytes.length - done);
        }
        publish();
    }

    private void publish() throws IOException {
        if (ring.publish() && ring.anyConsumerToRing()) ring();
    }

    /** {@return the body of a chunk whose only item is a block of bytes} */
    static byte[] chunk(int flags, byte[] item) {
        byte[] message = new byte[Message.HEADER + ChunkHeader.BYTES + 4 + item.length];
        ChunkHeader.write(message, 4L + item.length, 0, 0, 1, flags, 0, 0);
        Bytes.int32(message, Message.HEADER + ChunkHeader.BYTES, item.length);
        System.arraycopy(item, 0, message, message.length - item.length, item.length);
        return message;
    }
}
