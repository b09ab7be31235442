package io.github.jvmpool.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerLostException;
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
            // The caller may write the next message over the lie before the worker reads it: then nothing has happened,
            // and it lies again.
            for (int lie = 0; lie < 100 && pool.snapshot().workersLost() == 0; lie++) {
                pool.apply(() -> HostileWorker.commit(HostileWorker.Attack.LYING_LENGTH_TO_WORKER, 1));

                var next = pool.applyAsync(() -> 42);

                assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(42);
            }
            assertThat(pool.snapshot().workersLost()).isEqualTo(1);
        }
    }

    /** Nobody reported its item any more. */
    @Test
    void aChunkSaidToHaveEndedBeforeItsItemsCostsItsWorkerAndNamesTheLie() {
        try (Pool pool =
                Pool.builder().processes(1).output(WorkerOutput.discard()).build()) {
            var item = pool.applyAsync(() -> HostileWorker.commit(HostileWorker.Attack.EARLY_END, 1));

            assertThatThrownBy(() -> item.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("broke the protocol")
                    .hasMessageContaining("chunk of 1 said to have ended with 0");
            assertThat(pool.apply(() -> 42)).isEqualTo(42);
        }
    }

    /** It was killed all the same, and said to have been killed from outside. */
    @Test
    void aWorkerThatSaysThatItHasEndedThoughNobodyToldItToBrokeTheProtocol() {
        try (Pool pool =
                Pool.builder().processes(1).output(WorkerOutput.discard()).build()) {
            var item = pool.applyAsync(() -> HostileWorker.commit(HostileWorker.Attack.FALSE_STOP, 1));

            assertThatThrownBy(() -> item.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageContaining("broke the protocol")
                    .hasMessageContaining("was not told to");
            assertThat(pool.apply(() -> 42)).isEqualTo(42);
        }
    }
}
