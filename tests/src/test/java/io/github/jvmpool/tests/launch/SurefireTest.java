package io.github.jvmpool.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerOutput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** This JVM itself, which the build has started to run tests in. */
class SurefireTest {
    private record Point(int x, int y) implements Serializable {
        Point swapped() {
            return new Point(y, x);
        }
    }

    private static final class Refusal extends RuntimeException {
        private final int code;

        Refusal(int code) {
            this.code = code;
        }
    }

    @Test
    void runsTasksOfATest() {
        int captured = List.of(1, 2).size();
        try (var pool = Pool.of(2)) {

            assertThat(pool.<Integer>apply(() -> captured + 1)).isEqualTo(3);
            assertThat(pool.map(Point::swapped, List.of(new Point(1, 2), new Point(3, 4))))
                    .containsExactly(new Point(2, 1), new Point(4, 3));
            assertThatThrownBy(() -> pool.apply(() -> {
                        if (captured > 0) throw new Refusal(17);
                    }))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal.code).isEqualTo(17));
        }
    }

    @Test
    void keepsItsThreadsOutOfTheCallersGroup() throws Exception {
        // exec:java interrupts the threads of the program's group when its main has returned, and waits for them to
        // end.
        var group = new ThreadGroup("the program's");
        var threads = new CopyOnWriteArrayList<Thread>();
        var program = new Thread(group, () -> {
            try (var pool = Pool.builder()
                    .processes(1)
                    .output(WorkerOutput.to((worker, line) -> {}))
                    .build()) {
                pool.applyAsync(
                                () -> {
                                    System.out.println("from a task");
                                    return 1;
                                },
                                one -> {},
                                failure -> {})
                        .join();
                var found = new Thread[100];
                int count = group.enumerate(found);
                threads.addAll(Arrays.asList(found).subList(0, count));
            }
        });

        program.start();
        program.join();

        assertThat(threads).containsExactly(program);
    }

    @Test
    void refusesAJavaHomeWithoutACommandToStartWorkersWith() throws Exception {
        try (var home = new LaunchedProgram()) {
            var builder = Pool.builder().javaHome(home.path("jre"));

            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("javaHome must be a Java installation with bin/java, was " + home.path("jre"));
        }
    }
}
