package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolCountsTest {
    /** The iterator was cancelled once more for the items that terminate() had given up. */
    @Test
    void anIteratorClosedAfterTerminateIsNotCountedTwice() throws Exception {
        for (int i = 0; i < 5; i++) {
            Pool pool = Pool.of(2);
            var results = pool.imap(PoolCountsTest::pause, IntStream.range(0, 2000).boxed().toList(), 50);
            results.next();

            pool.terminate();
            results.close();
            pool.join();

            var counts = pool.snapshot();
            assertThat(counts.completed() + counts.failed() + counts.cancelled())
                    .as("%s", counts)
                    .isEqualTo(counts.submitted());
        }
    }

    private static int pause(int item) throws InterruptedException {
        Thread.sleep(1);
        return item;
    }
}
