package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Ring;
import io.github.jvmpool.wire.SharedFile;

/** Puts messages into the ring to the caller, each whole and in one piece; waits while it is full. Any thread. */
final class Outbox {
    /** How much of a large value is shown to the caller at once. */
    private static final int STEP = 1 << 17;

    private final Ring ring;
    private final Doorbell doorbell;

    Outbox(SharedFile file, Doorbell doorbell) {
        this.ring = file.toCaller();
        this.doorbell = doorbell;
    }

    /** Sends a message. The caller is not rung; see {@link Doorbell#ringIfAsleep}. */
    synchronized void send(byte[] message, int length) {
        put(message, length);
        ring.publish();
    }

    /** Sends a message that begins with {@code head} and goes on with {@code rest} from the byte {@code from}. */
    synchronized void send(byte[] head, int headLength, Encoded rest, long from) {
        put(head, headLength);
        for (long done = from; done < rest.length(); ) {
            int count = rest.copy(done, ring.room(STEP));
            ring.wrote(count);
            done += count;
            ring.publish();
            doorbell.ringIfAsleep(); // a large value is read while it is being written
            if (count == 0) awaitRoom();
        }
    }

    private void put(byte[] bytes, int length) {
        int done = ring.write(bytes, 0, length);
        while (done < length) {
            ring.publish();
            doorbell.ringIfAsleep();
            awaitRoom();
            done += ring.write(bytes, done, length - done);
        }
    }

    private void awaitRoom() {
        long seen = doorbell.rings();
        if (ring.awaitRoom()) doorbell.await(seen);
    }
}
