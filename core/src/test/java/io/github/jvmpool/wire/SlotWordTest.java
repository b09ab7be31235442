package io.github.jvmpool.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** The worker claims from the front, the caller takes back from the end: each item is started or taken back, and not both. */
public class SlotWordTest {
    private static final int ITEMS = 3;
    private static final int TAG = 0xfffe;
    private static final int SLOT = 255;

    /** The two sides of a slot, for the model checker. */
    public static class Slot {
        private static final MappedTwice FILE = file();

        private int claimed;
        private int taken;

        public Slot() {
            FILE.caller.offer(SLOT, SlotWord.offered(TAG, ITEMS));
        }

        private static MappedTwice file() {
            try {
                return new MappedTwice(4096);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The worker's task thread. */
        @Operation(nonParallelGroup = "worker")
        public int claim() {
            return FILE.caller.claim(SLOT, TAG, claimed) ? claimed++ : -1;
        }

        /** The caller, under its lock; returns how many it got. */
        @Operation(nonParallelGroup = "caller")
        public int takeBackOne() {
            return takeBack(1);
        }

        /** The caller, under its lock; returns how many it got. */
        @Operation(nonParallelGroup = "caller")
        public int takeBackAll() {
            return takeBack(ITEMS);
        }

        private int takeBack(int most) {
            for (; ; ) {
                long word = FILE.caller.slot(SLOT);
                int left = SlotWord.limit(word) - SlotWord.claimed(word);
                int count = Math.min(left, most);
                if (count <= 0) return 0;
                long lowered = SlotWord.withLimit(word, SlotWord.limit(word) - count);
                if (!FILE.caller.changeSlot(SLOT, word, lowered)) continue;
                taken += count;
                return count;
            }
        }

        /** Nothing is started and taken back, and what is neither can still be claimed. */
        @Validate
        public void everyItemIsInOnePlace() {
            long word = FILE.caller.slot(SLOT);
            int waiting = SlotWord.limit(word) - SlotWord.claimed(word);
            if (claimed + taken + waiting != ITEMS || waiting < 0 || SlotWord.claimed(word) != claimed)
                throw new IllegalStateException(claimed + " claimed, " + taken + " taken back, " + waiting + " wait");
        }
    }

    @Test
    void eachItemIsEitherStartedOrTakenBack() {
        new ModelCheckingOptions()
                .addGuarantee(Litmus.wordsAreAtomic())
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(0)
                .actorsAfter(1)
                .iterations(10)
                .invocationsPerIteration(200)
                .check(Slot.class);
    }

    @Test
    void eachItemIsEitherStartedOrTakenBackOnRealProcessors() throws Exception {
        int items = SlotWord.MAX_ITEMS;
        var file = new MappedTwice(4096);
        int[] claimed = new int[1];
        int[] taken = new int[1];
        Litmus.race(
                20_000,
                round -> {
                    while (file.worker.claim(0, round, claimed[0])) claimed[0]++;
                },
                round -> {
                    for (int tries = 0; tries < 20; tries++) {
                        long word = file.caller.slot(0);
                        int count = Math.min(
                                SlotWord.limit(word) - SlotWord.claimed(word),
                                1 + ThreadLocalRandom.current().nextInt(items / 2));
                        if (SlotWord.tag(word) != (round & 0xffff) || count == 0) continue;
                        long lowered = SlotWord.withLimit(word, SlotWord.limit(word) - count);
                        if (file.caller.changeSlot(0, word, lowered)) taken[0] += count;
                    }
                    while (true) {
                        long word = file.caller.slot(0);
                        int count = SlotWord.limit(word) - SlotWord.claimed(word);
                        if (count == 0) break;
                        if (!file.caller.changeSlot(0, word, SlotWord.withLimit(word, SlotWord.claimed(word))))
                            continue;
                        taken[0] += count;
                    }
                },
                round -> {
                    if (round > 0)
                        assertThat(claimed[0] + taken[0]).as("round %s", round).isEqualTo(items);
                    claimed[0] = 0;
                    taken[0] = 0;
                    file.caller.offer(0, SlotWord.offered(round + 1, items));
                });
    }

    @Test
    void aChunkThatIsNoLongerThereCannotBeClaimed() throws Exception {
        var file = new MappedTwice(4096);
        file.caller.offer(SLOT, SlotWord.offered(TAG, ITEMS));

        assertThat(file.worker.claim(SLOT, TAG + 1, 0)).isFalse();
        assertThat(file.worker.claim(SLOT, TAG, 1)).isFalse();
        assertThat(file.worker.claim(SLOT, TAG, 0)).isTrue();
        assertThat(file.worker.claim(SLOT, TAG, 0)).isFalse();
    }

    @Test
    void theFieldsOfAWordDoNotTouchEachOther() {
        long word = SlotWord.offered(0xffff, SlotWord.MAX_ITEMS);
        long claimed = word + SlotWord.MAX_ITEMS;

        assertThat(SlotWord.tag(claimed)).isEqualTo(0xffff);
        assertThat(SlotWord.limit(claimed)).isEqualTo(SlotWord.MAX_ITEMS);
        assertThat(SlotWord.claimed(claimed)).isEqualTo(SlotWord.MAX_ITEMS);
        assertThat(SlotWord.limit(SlotWord.withLimit(claimed, 5))).isEqualTo(5);
        assertThat(SlotWord.claimed(SlotWord.withLimit(claimed, 5))).isEqualTo(SlotWord.MAX_ITEMS);
        assertThat(SlotWord.running(0, 0, 0)).isNotZero();
    }
}
