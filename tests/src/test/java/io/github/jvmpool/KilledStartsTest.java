package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KilledStartsTest {
    /** Something outside that kills workers while they come up tells nothing of how the next one will fare. */
    @Test
    void aPoolWhoseWorkersAreKilledWhileTheyComeUpIsNotBroken() throws Exception {
        try (Pool pool = Pool.builder()
                .processes(1)
                .initializer(() -> Thread.sleep(200))
                .output(WorkerOutput.discard())
                .build()) {
            var result = pool.applyAsync(() -> 42);
            Set<Long> killed = new HashSet<>();

            for (int i = 0; i < 4; i++) {
                await().pollInterval(2, TimeUnit.MILLISECONDS)
                        .until(() -> starting(pool, killed).isPresent());
                starting(pool, killed).ifPresent(worker -> {
                    killed.add(worker.pid());
                    worker.destroyForcibly();
                });
            }

            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    private static Optional<ProcessHandle> starting(Pool pool, Set<Long> killed) {
        return pool.snapshot().workers().stream()
                .map(worker -> worker.info().pid())
                .filter(pid -> pid > 0 && !killed.contains(pid))
                .findFirst()
                .flatMap(ProcessHandle::of);
    }
}
