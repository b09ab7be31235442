package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.SlotWord;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt reaches the task that it was meant for, or none. */
class RunningTest {
    private static final int TASKS = 300_000;
    private static final long FIRST = SlotWord.running(0, 7, 0);
    private static final long SECOND = SlotWord.running(0, 7, 1);

    @TempDir
    Path directory;

    private SharedFile file;
    private Running running;

    @BeforeEach
    void open() throws Exception {
        file = SharedFile.create(directory + "/link", 4096);
        running = new Running(file, Thread.currentThread());
    }

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void interruptsTheTaskThatRuns() {
        running.begin(FIRST);
        file.requestInterrupt(FIRST);

        running.deliver();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptsATaskThatBeginsAfterTheRequest() {
        file.requestInterrupt(FIRST);

        running.begin(FIRST);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptsATaskOnce() {
        running.begin(FIRST);
        file.requestInterrupt(FIRST);
        running.deliver();
        Thread.interrupted();

        running.deliver();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anInterruptEndsWithItsTask() {
        running.begin(FIRST);
        file.requestInterrupt(FIRST);
        running.deliver();

        running.end(FIRST);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aRequestForATaskThatHasEndedReachesNobody() {
        running.begin(FIRST);
        running.end(FIRST);
        file.requestInterrupt(FIRST);
        running.deliver();
        running.begin(SECOND);

        running.deliver();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aLateRequestDoesNotWaitForTheNextTaskOfThatName() {
        running.begin(FIRST);
        running.end(FIRST);
        file.requestInterrupt(FIRST);
        running.begin(SECOND);
        running.end(SECOND);

        running.begin(FIRST);
        running.deliver();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aTaskIsInterruptedThoughAnEarlierOneOfThatNameWas() {
        running.begin(FIRST);
        file.requestInterrupt(FIRST);
        running.deliver();
        running.end(FIRST);
        running.begin(SECOND);
        running.end(SECOND);
        running.begin(FIRST);

        file.requestInterrupt(FIRST);
        running.deliver();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatInterruptsBetweenTwoTasksReachesNeither() {
        running.begin(FIRST);
        running.end(FIRST);
        Thread.currentThread().interrupt();

        running.begin(SECOND);

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interruptsThatRaceWithTheEndOfTasksReachNoOther() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var wanted = new AtomicLong(); // the caller's latest request
        var over = new boolean[1];
        Thread caller = daemon(() -> {
            while (!over[0]) {
                long task = running.task();
                if (task <= 0) continue;
                wanted.set(task);
                file.requestInterrupt(task);
            }
        });
        Thread link = daemon(() -> {
            while (!over[0]) running.deliver();
        });
        caller.start();
        link.start();

        int reached = 0;
        for (int i = 0; i < TASKS; i++) {
            long task = SlotWord.running(i & 3, i / 4, 0);
            running.begin(task);
            boolean hit = false;
            for (int spins = random.nextInt(40); spins > 0 && !hit; spins--) hit = Thread.interrupted();
            if (hit) assertThat(wanted.get()).as("task %s, seed %s", i, seed).isEqualTo(task);
            running.end(task);
            assertThat(Thread.currentThread().isInterrupted())
                    .as("seed %s", seed)
                    .isFalse();
            if (hit) reached++;
        }
        over[0] = true;

        assertThat(reached).isPositive();
    }

    @Test
    void aTaskThatWaitsForItsInterruptGetsIt() throws Exception {
        var over = new boolean[1];
        Thread link = daemon(() -> {
            while (!over[0]) running.deliver();
        });
        link.start();
        for (int i = 0; i < TASKS / 10; i++) {
            long task = SlotWord.running(0, i, 0);
            Thread caller = i % 100 == 0 ? daemon(() -> file.requestInterrupt(task)) : null;
            if (caller != null) caller.start();
            else file.requestInterrupt(task);
            running.begin(task);
            while (!Thread.interrupted()) Thread.onSpinWait(); // the test's own time limit ends a wait for nothing
            running.end(task);
        }
        over[0] = true;
    }

    private static Thread daemon(Runnable body) {
        var thread = new Thread(body);
        thread.setDaemon(true);
        return thread;
    }
}
