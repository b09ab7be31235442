package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one side does when the other writes what it must not into the ring. */
@Timeout(60)
class HostileRingTest {
    private static final int SIZE = 4096;
    private static final int TAIL = SharedFile.AT_TO_CALLER;
    private static final int HEAD = SharedFile.AT_TO_CALLER + 128;

    private MappedTwice file;
    private RingSource source;

    /** Behaves as if the other side had ended when nothing comes any more. */
    private static final class Reader extends RingSource {
        Reader(Ring ring) {
            super(ring);
        }

        @Override
        protected void await() throws IOException {
            throw new EOFException("nothing comes");
        }

        @Override
        protected void ringForRoom() {}
    }

    @BeforeEach
    void open() throws Exception {
        file = new MappedTwice(SIZE);
        source = new Reader(file.caller.toCaller());
    }

    private void send(byte[] bytes) {
        file.worker.toCaller().write(bytes, 0, bytes.length);
        file.worker.toCaller().publish();
    }

    private static byte[] message(int length, int... bytes) {
        byte[] message = new byte[4 + bytes.length];
        Bytes.int32(message, 0, length);
        for (int i = 0; i < bytes.length; i++) message[4 + i] = (byte) bytes[i];
        return message;
    }

    @Test
    void refusesMessagesWithoutLength() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE}) {
            var fresh = new Reader(file.caller.toCaller());
            send(message(length, 34));

            assertThatThrownBy(fresh::next)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("" + length);
            file.caller.set(TAIL, 0);
            file.caller.set(HEAD, 0);
        }
    }

    /** Read as a negative number it would be taken for a header that is not there yet, and never be looked at again. */
    @Test
    void tellsAKindThatNobodyHasFromNothing() throws Exception {
        send(message(1 << 20, 250, 1, 2));

        assertThat(source.next()).isEqualTo(250);
    }

    @Test
    void refusesATailBeyondTheRing() {
        file.worker.set(TAIL, SIZE + 1);

        assertThatThrownBy(() -> source.next()).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesATailThatGoesBackInsteadOfTurningRoundForEver() throws Exception {
        send(message(1, 34));
        assertThat(source.next()).isEqualTo(34);
        file.worker.set(TAIL, 2);

        assertThat(file.caller.toCaller().sleep()).isFalse(); // so that it is looked at again
        assertThatThrownBy(() -> source.next()).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aHeadThatLiesMeansNoRoom() {
        Ring producer = file.worker.toCaller();
        for (long head : new long[] {1, -SIZE - 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32}) {
            file.caller.set(HEAD, head);

            assertThat(producer.free()).isZero();
            assertThat(producer.write(new byte[3 * SIZE], 0, 3 * SIZE)).isZero();
        }
    }

    @Test
    void aLengthThatLiesCostsNoMemory() throws Exception {
        send(message(Integer.MAX_VALUE - 100, 34, 1, 2, 3)); // as much as an array can hold
        assertThat(source.next()).isEqualTo(34);
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> source.detach()).isInstanceOf(IOException.class);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
    }

    @Test
    void nothingIsReadBeyondTheEndOfAMessage() throws Exception {
        byte[] two = new byte[20];
        Bytes.int32(two, 0, 3);
        two[4] = 34;
        Bytes.int32(two, 7, 9);
        two[11] = 35;
        send(two);
        source.next();

        assertThatThrownBy(() -> source.int32()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> source.skip(3)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> source.bytes(new byte[3], 0, 3)).isInstanceOf(EOFException.class);
        assertThat(source.next()).isEqualTo(35);
    }

    @Test
    void refusesChunkHeadersOutOfRange() throws Exception {
        int[][] lies = {{256, 1, 0}, {0xffff, 1, 0}, {0, 0, 0}, {0, -1, 0}, {0, 1 << 24, 0}, {0, 1, -1}, {0, 1, 5}};
        for (int[] lie : lies) {
            byte[] message = new byte[Message.HEADER + ChunkHeader.BYTES + 4];
            ChunkHeader.write(message, 4, lie[0], 7, lie[1], 0, 0, lie[2]);
            var in = new ArraySource(message, Message.HEADER, message.length - Message.HEADER);

            assertThatThrownBy(() -> new ChunkHeader(in)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void randomBytesAreReadOrRefused() throws Exception {
        long seed = System.nanoTime();
        for (int i = 0; i < 2_000; i++) {
            var random = new Random(seed + i);
            var hostile = new MappedTwice(SIZE);
            byte[] bytes = new byte[random.nextInt(SIZE)];
            random.nextBytes(bytes);
            for (int at = 1; at < bytes.length; at++)
                if (random.nextInt(3) > 0) bytes[at] = 0; // lengths that are small
            hostile.worker.toCaller().write(bytes, 0, bytes.length);
            hostile.worker.toCaller().publish();
            var in = new Reader(hostile.caller.toCaller());
            try {
                for (int kind = in.next(); kind >= 0; kind = in.next()) {
                    if (random.nextBoolean()) in.detach();
                    else if (in.remaining() >= 8) in.int64();
                }
            } catch (ProtocolException | EOFException refused) {
                assertThat(refused.getMessage()).as("seed %s", seed + i).isNotBlank();
            }
        }
    }
}
