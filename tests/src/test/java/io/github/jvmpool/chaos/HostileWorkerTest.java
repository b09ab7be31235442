package io.github.jvmpool.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerOutput;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostileWorkerTest {
    /** It gives heartbeats and has nothing to do in its own eyes; the next task waited for it for ever. */
    @Test
    void aTaskThatItsWorkerNeverBeginsWithRunsElsewhere() throws Exception {
        try (Pool pool = Pool.builder()
                .processes(1)
                .heartbeat(Duration.ofMillis(500))
                .output(WorkerOutput.discard())
                .build()) {
            pool.apply(() -> HostileWorker.commit(HostileWorker.Attack.LYING_LENGTH_TO_WORKER, 1));

            var next = pool.applyAsync(() -> 42);

            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(42);
            assertThat(pool.snapshot().workersLost()).isEqualTo(1);
        }
    }
}
