package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring as one thread sees it that plays both sides. */
class RingTest {
    private static final int SIZE = 4096;

    private final Ring producer;
    private final Ring consumer;

    RingTest() throws IOException {
        var file = new MappedTwice(SIZE);
        producer = file.caller.toWorker();
        consumer = file.worker.toWorker();
    }

    @Test
    void bytesComeOutAsTheyWentInWhateverTheSteps() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        long in = 0;
        long out = 0;
        byte[] buffer = new byte[2 * SIZE];
        for (int step = 0; step < 100_000; step++) {
            if (random.nextBoolean()) {
                int length = random.nextInt(buffer.length);
                for (int i = 0; i < length; i++) buffer[i] = (byte) ((in + i) * 31);

                int written = producer.write(buffer, 0, length);

                assertThat(written).as("seed %s", seed).isEqualTo((int) Math.min(length, SIZE - (in - out)));
                in += written;
                if (!producer.publish()) assertThat(written).isZero();
            } else {
                int read = consumer.read(buffer, 0, random.nextInt(buffer.length));
                for (int i = 0; i < read; i++)
                    assertThat(buffer[i]).as("seed %s", seed).isEqualTo((byte) ((out + i) * 31));
                out += read;
                consumer.release();
            }
        }
        assertThat(in).isGreaterThan(100L * SIZE);
    }

    @Test
    void whatIsNotPublishedIsNotSeen() throws Exception {
        producer.write(new byte[10], 0, 10);
        int before = consumer.available();

        producer.publish();

        assertThat(before).isZero();
        assertThat(consumer.available()).isEqualTo(10);
    }

    @Test
    void whatIsNotReleasedKeepsItsRoom() throws Exception {
        producer.write(new byte[SIZE], 0, SIZE);
        producer.publish();
        consumer.read(new byte[SIZE], 0, SIZE);
        int before = producer.free();

        consumer.release();

        assertThat(before).isZero();
        assertThat(producer.free()).isEqualTo(SIZE);
    }

    @Test
    void aConsumerThatSleepsIsRungOnceAndOneThatDoesNotIsNot() {
        producer.write(new byte[2], 0, 1);
        producer.publish();
        boolean awake = producer.consumerToRing();
        assertThat(consumer.sleep()).isFalse(); // there is something
        assertThat(producer.consumerToRing()).isTrue(); // at worst one ring too many

        producer.write(new byte[2], 0, 1);
        producer.publish();

        assertThat(awake).isFalse();
        assertThat(producer.consumerToRing()).isFalse();
    }

    @Test
    void aConsumerThatSleepsIsNotRungForNothing() throws Exception {
        assertThat(consumer.sleep()).isTrue();

        assertThat(producer.consumerToRing()).isFalse();
        assertThat(producer.publish()).isFalse();
    }

    @Test
    void oneOfSeveralConsumersIsRungForWhatAnotherHasRead() throws Exception {
        assertThat(consumer.sleep()).isTrue();
        producer.write(new byte[1], 0, 1);
        producer.publish();
        consumer.read(new byte[1], 0, 1);
        consumer.release();

        assertThat(producer.anyConsumerToRing()).isTrue();
        assertThat(producer.anyConsumerToRing()).isFalse();
    }

    @Test
    void aProducerThatWaitsForRoomIsRungOnce() throws Exception {
        producer.write(new byte[SIZE], 0, SIZE);
        producer.publish();
        assertThat(producer.awaitRoom()).isTrue();

        consumer.read(new byte[SIZE], 0, 10);
        boolean first = consumer.release();
        consumer.read(new byte[SIZE], 0, 10);

        assertThat(first).isTrue();
        assertThat(consumer.release()).isFalse();
        assertThat(producer.awaitRoom()).isFalse();
    }

    @Test
    void aFileThatIsNotASharedFileIsRefused(@TempDir Path directory) throws Exception {
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        Path zeros = Files.write(directory.resolve("zeros"), new byte[SharedFile.CONTROL_BYTES + 2 * SIZE]);
        Path odd = directory.resolve("odd");
        SharedFile.create(odd.toString(), SIZE).set(SharedFile.AT_RING_BYTES, SIZE - 1);

        for (Path path : new Path[] {empty, zeros, odd})
            assertThatThrownBy(() -> SharedFile.open(path.toString())).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> SharedFile.create(directory + "/x", 5000))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
