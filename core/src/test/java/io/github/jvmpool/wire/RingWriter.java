package io.github.jvmpool.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Writes random messages into a ring over real pipes, publishing and ringing at random steps. */
final class RingWriter {
    private final Ring ring;
    private final InputStream bell;
    private final OutputStream otherBell;
    private final byte[] rings = new byte[64];

    RingWriter(Ring ring, InputStream bell, OutputStream otherBell) {
        this.ring = ring;
        this.bell = bell;
        this.otherBell = otherBell;
    }

    /** {@return the length of a message, kind included: mostly small, now and then up to a megabyte} */
    static int length(Random random) {
        int kind = random.nextInt(1000);
        if (kind == 0 && random.nextInt(20) == 0) return 1 + random.nextInt(1 << 20);
        return 1 + random.nextInt(kind < 10 ? 10_000 : kind < 100 ? 300 : 24);
    }

    /** Writes messages whose sizes and bytes follow from the seed. */
    void write(long seed, int messages) throws IOException {
        var random = new Random(seed);
        byte[] message = new byte[4 + (1 << 20)];
        for (int i = 0; i < messages; i++) {
            int length = length(random);
            Bytes.int32(message, 0, length);
            message[4] = (byte) (i & 0x7f);
            for (int at = 5; at < 4 + length; at++) message[at] = (byte) (i + at);
            put(message, 4 + length, random.nextInt(4) == 0);
            if (random.nextInt(8) == 0) wake();
        }
        ring.publish();
        wake();
    }

    private void put(byte[] bytes, int length, boolean publish) throws IOException {
        int done = ring.write(bytes, 0, length);
        while (done < length) {
            ring.publish();
            wake();
            if (ring.awaitRoom() && bell.read(rings) < 0) throw new EOFException("the other side is gone");
            done += ring.write(bytes, done, length - done);
        }
        if (publish) ring.publish();
    }

    private void wake() throws IOException {
        if (!ring.consumerToRing()) return;
        otherBell.write(0);
        otherBell.flush();
    }

    /** Reads what {@link #write} has written, by all the ways there are. */
    static void check(RingReader in, long seed, int messages) throws IOException {
        var random = new Random(seed);
        var ways = new Random(seed + 1);
        byte[] body = new byte[1 << 20];
        for (int i = 0; i < messages; i++) {
            int length = length(random);
            random.nextInt(4);
            random.nextInt(8);
            int kind = in.awaitNext();
            if (kind != (i & 0x7f) || in.remaining() != length - 1)
                throw new AssertionError(
                        "message " + i + ": kind " + kind + ", " + in.remaining() + " bytes; seed " + seed);
            int way = ways.nextInt(4);
            if (way == 0) continue; // the next one passes over it
            Source source = way == 1 ? in.detach() : in;
            int half = way == 2 ? ways.nextInt(length) : length - 1;
            source.bytes(body, 0, half);
            for (int at = 0; at < half; at++)
                if (body[at] != (byte) (i + at + 5))
                    throw new AssertionError("byte " + at + " of message " + i + "; seed " + seed);
        }
        if (in.next() >= 0) throw new AssertionError("more than was sent; seed " + seed);
    }
}
