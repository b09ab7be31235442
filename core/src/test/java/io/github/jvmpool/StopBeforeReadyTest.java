package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeft.class)
class StopBeforeReadyTest {
    /** It came up after it had been told to stop, and that lifted the limit of its end. */
    @Test
    void aWorkerToldToStopBeforeItIsUpIsKilledIfItsFinalizerHangs() {
        var pool = Pool.builder()
                .processes(2)
                .minProcesses(2)
                .initializer(() -> Thread.sleep(1_500))
                .finalizer(() -> Thread.sleep(100_000))
                .startTimeout(Duration.ofSeconds(4))
                .build();
        await().until(() -> pool.snapshot().workers().stream()
                .allMatch(worker -> worker.info().pid() > 0));
        pool.resize(1);
        long start = System.nanoTime();

        pool.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(pool.snapshot().workers()).isEmpty();
    }
}
