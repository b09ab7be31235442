package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.wire.SlotWord;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkThreadTest {
    private static final long TASK = SlotWord.running(3, 1, 0);

    /** Stands for the task thread where that is interrupted. */
    private final Thread taskThread = new Thread(() -> {
        while (!Thread.currentThread().isInterrupted()) LockSupport.park();
    });

    private FakeCaller caller;
    private Running running;
    private LinkThread link;

    @BeforeEach
    void start() throws Exception {
        caller = new FakeCaller(4096);
        taskThread.setDaemon(true);
        taskThread.start();
        running = new Running(caller.workersFile, taskThread);
        link = new LinkThread(caller.workersFile, caller.doorbell, running);
        link.start();
    }

    private void awaitDoze() {
        var idle = new Thread(() -> caller.doorbell.await(0)); // as the task thread does
        idle.setDaemon(true);
        idle.start();
        await().until(() -> link.getState() == Thread.State.TIMED_WAITING && dozesSince(link));
    }

    /** A tick takes a millisecond: who has given no sign of life for fifty dozes. */
    private boolean dozesSince(Thread thread) {
        return System.nanoTime() - caller.file.heartbeat() > 50_000_000;
    }

    @Test
    void ringsForAResultThatWasPutOff() throws Exception {
        assertThat(caller.file.toCaller().sleep()).isTrue();

        caller.outbox.send(new byte[] {1, 0, 0, 0, 40}, 5);

        caller.awaitRing();
        assertThat(caller.source.next()).isEqualTo(40);
    }

    @Test
    void attendsTheDoorbellWhileATaskRuns() {
        running.begin(TASK);
        link.wake();

        await().until(caller.doorbell::attended);
    }

    @Test
    void deliversAnInterruptToATaskThatRunsLong() throws Exception {
        running.begin(TASK);
        await().until(caller.doorbell::attended);

        caller.file.requestInterrupt(TASK);
        caller.ring();

        taskThread.join();
    }

    @Test
    void deliversAnInterruptWithoutARingWhileNobodyAttends() throws Exception {
        caller.file.requestInterrupt(TASK);
        running.begin(TASK);

        taskThread.join();
    }

    @Test
    void aDozeEndsWhenATaskBegins() throws Exception {
        awaitDoze();
        assertThat(caller.file.toCaller().sleep()).isTrue();

        running.begin(TASK);
        link.wake();
        long begun = System.nanoTime();
        caller.outbox.send(new byte[] {1, 0, 0, 0, 40}, 5);
        caller.awaitRing();

        assertThat(System.nanoTime() - begun).isLessThan(500_000_000L); // the doze alone would take a second
    }

    @Test
    void theTaskThreadRingsForWhatItHasPutOffWhileThisThreadIsAtTheDoorbell() throws Exception {
        running.begin(TASK);
        await().until(caller.doorbell::attended);
        assertThat(caller.file.toCaller().sleep()).isTrue();
        caller.outbox.send(new byte[] {1, 0, 0, 0, 40}, 5);
        running.end(TASK);

        running.begin(TASK + 1);
        link.wake();

        caller.awaitRing();
        assertThat(caller.source.next()).isEqualTo(40);
    }

    @Test
    void goesOnWhenATaskInterruptsIt() throws Exception {
        link.interrupt();
        long before = caller.file.heartbeat();

        await().until(() -> caller.file.heartbeat() != before);
        assertThat(link.isAlive()).isTrue();
    }
}
