package io.github.jvmpool;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dseed=N} replays one run; what a run that failed prints is that number. */
class SimulationTest {
    private static final int SEEDS = 1_000;
    private static final int NIGHTLY_SEEDS = 200_000;

    @Test
    void everyPromiseHoldsWhateverHappensInWhateverOrder() {
        Long seed = Long.getLong("seed");
        if (seed != null) new Simulation(seed, true).run();
        else run(1, SEEDS);
    }

    /**
     * The interrupt that nobody asked for because the outcome of the task before was on its way; the items that an input's failure
     * hid; the item of a closed {@code imap} that started. Whoever changes what a seed means is to find others.
     */
    @ParameterizedTest
    @ValueSource(longs = {337, 116, 14639})
    void whatOnceWentWrongGoesWell(long seed) {
        run(seed, 1);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyPromiseHoldsInVeryManyOrders() {
        long first = System.nanoTime();
        System.out.println("seeds from " + first);
        run(first, NIGHTLY_SEEDS);
    }

    private static void run(long first, int count) {
        for (long seed = first; seed < first + count; seed++) {
            try {
                new Simulation(seed, false).run();
            } catch (Throwable failure) {
                throw new AssertionError("-Dseed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
