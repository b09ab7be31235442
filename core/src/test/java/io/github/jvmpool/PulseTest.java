package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(770);

    @Test
    void looksThatAreAllLateStillKeepTheLimit() {
        long due = 0;
        long now = 0;
        for (int look = 0; look < 13; look++) {
            due = Pulse.nextLook(due, now, PERIOD);
            now = due + PERIOD / 3;
        }

        assertThat(now).isEqualTo(13 * PERIOD + PERIOD / 3);
    }

    @Test
    void afterAStopOfTheMachineWorkersHaveTheWholeTimeToAnswer() {
        long afterwards = TimeUnit.MINUTES.toNanos(1);

        assertThat(Pulse.nextLook(PERIOD, afterwards, PERIOD)).isEqualTo(afterwards + PERIOD);
        assertThat(Pulse.nextLook(PERIOD, PERIOD + PERIOD / 2, PERIOD)).isEqualTo(PERIOD + PERIOD / 2 + PERIOD);
    }

    @Test
    void aClockThatCountsFromAnyMomentIsNoLateLook() {
        assertThat(Pulse.nextLook(0, -5 * PERIOD, PERIOD)).isEqualTo(-4 * PERIOD);
    }
}
