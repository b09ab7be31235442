package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorbellTest {
    private FakeCaller caller;
    private Doorbell doorbell;

    @BeforeEach
    void open() throws Exception {
        caller = new FakeCaller(4096);
        doorbell = caller.doorbell;
    }

    private static Thread start(Runnable body) {
        var thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void oneRingWakesAllThatWait() throws Exception {
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) waiting.add(start(() -> doorbell.await(0)));
        await().until(() -> waiting.stream()
                        .filter(t -> t.getState() == Thread.State.WAITING)
                        .count()
                == 3);
        assertThat(doorbell.attended()).isTrue();

        caller.ring();

        for (Thread thread : waiting) thread.join();
        assertThat(doorbell.attended()).isFalse();
    }

    @Test
    void whoeverComesTooLateForARingDoesNotWaitForTheNext() throws Exception {
        long seen = doorbell.rings();
        caller.ring();
        doorbell.await(seen);

        doorbell.await(seen);

        assertThat(doorbell.rings()).isEqualTo(seen + 1);
    }

    @Test
    void anInterruptDoesNotEndAWaitAndIsKept() throws Exception {
        start(() -> doorbell.await(0));
        await().until(doorbell::attended);
        var interrupted = new boolean[1];
        Thread second = start(() -> {
            doorbell.await(0);
            interrupted[0] = Thread.interrupted();
        });
        await().until(() -> second.getState() == Thread.State.WAITING);

        second.interrupt();
        await().until(() -> !second.isInterrupted());
        await().until(() -> second.getState() == Thread.State.WAITING);
        caller.ring();
        second.join();

        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void ringsTheCallerOnlyIfItSleepsWithSomethingToRead() throws Exception {
        caller.outbox.send(new byte[] {1, 0, 0, 0, 40}, 5);
        doorbell.ringIfAsleep();
        int awake = caller.toCaller.in.available();
        assertThat(caller.next()).isEqualTo(40);
        assertThat(caller.file.toCaller().sleep()).isTrue();
        doorbell.ringIfAsleep();
        int nothingToRead = caller.toCaller.in.available();

        caller.outbox.send(new byte[] {1, 0, 0, 0, 40}, 5);
        doorbell.ringIfAsleep();
        doorbell.ringIfAsleep();

        assertThat(awake).isZero();
        assertThat(nothingToRead).isZero();
        assertThat(caller.toCaller.in.available()).isEqualTo(1);
    }
}
