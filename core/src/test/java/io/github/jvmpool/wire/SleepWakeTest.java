package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The races of the sleep and wake protocol, run as closely as two processors can. */
class SleepWakeTest {
    private static final int ROUNDS = 1_000_000;
    private static final int SIZE = 4096;
    private static final int CONSUMER_SLEEPS = SharedFile.AT_TO_WORKER + 256;
    private static final int PRODUCER_WAITS = SharedFile.AT_TO_WORKER + 384;

    private final MappedTwice file;
    private final Ring producer;
    private final Ring consumer;
    private final byte[] bytes = new byte[SIZE];

    // what the sides of a race saw; handed over by the meeting at its end
    private boolean rung;
    private boolean sleeps;

    SleepWakeTest() throws IOException {
        file = new MappedTwice(SIZE);
        producer = file.caller.toWorker();
        consumer = file.worker.toWorker();
    }

    @Test
    void aConsumerThatGoesToSleepSeesWhatWasPublishedOrIsRung() throws Exception {
        Litmus.race(
                ROUNDS,
                round -> {
                    producer.write(bytes, 0, 1);
                    producer.publish();
                    rung = (round & 1) == 0 ? producer.consumerToRing() : producer.anyConsumerToRing();
                },
                round -> sleeps = consumer.sleep(),
                round -> {
                    if (sleeps)
                        assertThat(rung)
                                .as("round %s: asleep, and not rung", round)
                                .isTrue();
                    consumer.read(bytes, 0, SIZE);
                    consumer.release();
                    file.caller.setVolatile(CONSUMER_SLEEPS, 0);
                });
    }

    @Test
    void aProducerThatWaitsForRoomSeesItOrIsRung() throws Exception {
        producer.write(bytes, 0, SIZE);
        producer.publish();
        Litmus.race(
                ROUNDS,
                round -> sleeps = producer.awaitRoom(),
                round -> {
                    consumer.read(bytes, 0, 1);
                    rung = consumer.release();
                },
                round -> {
                    if (sleeps)
                        assertThat(rung)
                                .as("round %s: waits, and not rung", round)
                                .isTrue();
                    assertThat(producer.write(bytes, 0, SIZE)).isEqualTo(1);
                    producer.publish();
                    file.caller.setVolatile(PRODUCER_WAITS, 0);
                });
    }

    @Test
    void ofTwoThatAskWhetherToRingOneIsToldSo() throws Exception {
        var second = new boolean[1];
        Litmus.race(
                ROUNDS / 4,
                round -> rung = producer.consumerToRing(),
                round -> second[0] = producer.consumerToRing(),
                round -> {
                    if (round > 0)
                        assertThat(rung ^ second[0]).as("round %s", round).isTrue();
                    consumer.read(bytes, 0, SIZE);
                    consumer.release();
                    assertThat(consumer.sleep()).isTrue();
                    producer.write(bytes, 0, 1);
                    producer.publish();
                });
    }
}
