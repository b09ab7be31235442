package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolCountsTest {
    /** An iterator that was closed while the pool was terminated was cancelled once more for the items given up already. */
    @Test
    void anIteratorClosedWhileThePoolIsTerminatedIsNotCountedTwice() throws Exception {
        for (int i = 0; i < 15; i++) {
            Pool pool = Pool.of(2);
            var items = IntStream.range(0, 2000).boxed().toList();
            var first = pool.imap(PoolCountsTest::pause, items, 50);
            var second = pool.imap(PoolCountsTest::pause, items, 50);
            first.next();
            var terminator = new Thread(pool::terminate);

            terminator.start();
            while (pool.snapshot().state() == PoolSnapshot.State.OPEN) Thread.onSpinWait();
            first.close();
            second.close();
            terminator.join();
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
