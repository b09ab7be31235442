package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.shared.SharedLong;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Arrays that are sent while the call waits, without a copy of their own. */
@ExtendWith(NothingLeft.class)
class LargeArgumentsTest {
    private static final int LENGTH = 8 << 20;

    @Test
    void noTaskSeesWhatTheCallerWritesIntoAnArrayOnceItsCallWasInterrupted() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LargeArgumentsTest: -Dseed=" + seed);
        var random = new Random(seed);
        var mixed = SharedLong.create(0);
        var array = new long[LENGTH / 8];
        int interrupted = 0;
        try (var pool =
                Pool.builder().processes(1).killGrace(Duration.ofSeconds(20)).build()) {
            pool.apply(() -> 1);
            for (int round = 0; round < 200; round++) {
                Arrays.fill(array, round);
                var caller = Thread.currentThread();
                long delay = random.nextLong(TimeUnit.MILLISECONDS.toNanos(8));
                var interrupter = new Thread(() -> {
                    LockSupport.parkNanos(delay);
                    caller.interrupt();
                });
                interrupter.start();
                try {
                    pool.apply(
                            values -> {
                                for (long each : values)
                                    if (each != values[0]) {
                                        mixed.incrementAndGet();
                                        break;
                                    }
                                return values.length;
                            },
                            array);
                } catch (CancellationException e) {
                    interrupted++;
                }
                Arrays.fill(array, -1);
                awaitEnd(interrupter);
            }
        }

        assertThat(interrupted).isPositive();
        assertThat(mixed.get()).isZero();
    }

    private static void awaitEnd(Thread interrupter) throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            try {
                interrupter.join();
                ended = true;
            } catch (InterruptedException itsOwn) {
                // It comes once for each round.
            }
        }
        Thread.interrupted();
    }
}
