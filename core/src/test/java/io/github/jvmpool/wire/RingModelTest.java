package io.github.jvmpool.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** All interleavings of a producer and a consumer, each of which sleeps when it can: whoever sleeps for nothing has been rung. */
public class RingModelTest {
    private static final int SIZE = 4096;

    /** The two sides, and a bell that remembers that it was rung. */
    public static class TwoSides {
        private static final MappedTwice FILE = file();
        private static final byte[] BYTES = new byte[SIZE];

        private final Ring producer;
        private final Ring consumer;
        private long written;
        private long read;
        private boolean consumerAsleep;
        private boolean producerAsleep;
        private volatile boolean consumerRung;
        private volatile boolean producerRung;

        public TwoSides() {
            for (int word = 0; word < 512; word += 128) FILE.caller.setVolatile(SharedFile.AT_TO_WORKER + word, 0);
            producer = new Ring(FILE.caller, SharedFile.AT_TO_WORKER, SharedFile.CONTROL_BYTES, SIZE);
            consumer = new Ring(FILE.worker, SharedFile.AT_TO_WORKER, SharedFile.CONTROL_BYTES, SIZE);
        }

        private static MappedTwice file() {
            try {
                return new MappedTwice(SIZE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Fills half of the ring, or what is free of it, and sleeps if there is no room. */
        @Operation(nonParallelGroup = "producer")
        public void send() {
            if (producerAsleep && !producerRung) return;
            producerAsleep = false;
            producerRung = false;
            written += producer.write(BYTES, 0, SIZE / 2);
            if (producer.publish() && producer.anyConsumerToRing()) consumerRung = true;
            if (producer.free() == 0) producerAsleep = producer.awaitRoom();
        }

        /** Takes what is there, and sleeps. */
        @Operation(nonParallelGroup = "consumer")
        public void receive() throws ProtocolException {
            if (consumerAsleep && !consumerRung) return;
            consumerAsleep = false;
            consumerRung = false;
            read += consumer.read(BYTES, 0, SIZE);
            if (consumer.release()) producerRung = true;
            consumerAsleep = consumer.sleep();
        }

        /** Nobody sleeps who could go on, unless the ring for it is there. */
        @Validate
        public void nobodySleepsForNothing() {
            if (consumerAsleep && !consumerRung && read < written)
                throw new IllegalStateException("consumer asleep with " + (written - read) + " bytes to read");
            if (producerAsleep && !producerRung && written - read < SIZE)
                throw new IllegalStateException("producer asleep with room for " + (SIZE - written + read));
        }
    }

    @Test
    void nobodySleepsForNothing() {
        new ModelCheckingOptions()
                .addGuarantee(Litmus.wordsAreAtomic())
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(0)
                .iterations(6)
                .invocationsPerIteration(200)
                .check(TwoSides.class);
    }
}
