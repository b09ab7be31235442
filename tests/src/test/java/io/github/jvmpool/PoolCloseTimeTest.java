package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolCloseTimeTest {
    /** A JVM that halts by itself while its link thread is in a read takes 300 ms for it. */
    @Test
    void aPoolWhoseWorkersWereBusyClosesWithoutWaitingForTheirJvmsToHalt() {
        Duration best = Duration.ofDays(1);
        for (int i = 0; i < 5; i++) {
            Pool pool = Pool.of(2);
            pool.map(PoolCloseTimeTest::pause, List.of(1, 2, 3, 4));
            long start = System.nanoTime();

            pool.close();

            var took = Duration.ofNanos(System.nanoTime() - start);
            if (took.compareTo(best) < 0) best = took;
        }
        assertThat(best).isLessThan(Duration.ofMillis(200));
    }

    /** Long enough for the link thread to take the task thread's place at the doorbell. */
    private static int pause(int item) throws InterruptedException {
        Thread.sleep(20);
        return item;
    }
}
