package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.TaskException;
import io.github.jvmpool.VoidTask;
import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Semaphores, events, barriers and latches keep the contracts of the JDK's, over processes. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedSyncTest {
    private static void until(BooleanSupplier condition) {
        await().pollInterval(1, TimeUnit.MILLISECONDS).until(condition::getAsBoolean);
    }

    // ---- semaphores ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aSemaphoreLetsSoManyIn(Carrier carrier) throws Exception {
        var semaphore = SharedSemaphore.create(2);
        var inside = SharedLong.create();
        var most = SharedLong.create();
        VoidTask task = () -> {
            for (int i = 0; i < 50; i++) {
                semaphore.acquire();
                long now = inside.incrementAndGet();
                most.updateAndGet(before -> Math.max(before, now));
                Thread.yield();
                inside.decrementAndGet();
                semaphore.release();
            }
        };

        carrier.run(task, task, task, task);

        assertThat(most.get()).isBetween(1L, 2L);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aBoundedSemaphoreHasNeverMoreThanAtFirst(Carrier carrier) throws Exception {
        var semaphore = SharedSemaphore.createBounded(2);
        carrier.run(() -> {
            semaphore.acquire(2);
            if (semaphore.tryAcquire() || semaphore.tryAcquire(10, TimeUnit.MILLISECONDS))
                throw new AssertionError("one more");
            semaphore.release(2);
            try {
                semaphore.release();
                throw new AssertionError("too many");
            } catch (IllegalStateException expected) {
                // as Python's ValueError
            }
        });

        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isEqualTo(2);
        assertThat(semaphore.drainPermits()).isZero();
    }

    @Test
    void aSemaphoreMayBeginBelowNothing() throws Exception {
        try (var semaphore = SharedSemaphore.create(-2)) {
            assertThat(semaphore.tryAcquire()).isFalse();
            semaphore.release();
            assertThat(semaphore.availablePermits()).isEqualTo(-1);
            assertThat(semaphore.drainPermits()).isEqualTo(-1);
            assertThat(semaphore.availablePermits()).isZero();
            semaphore.release(3);
            assertThat(semaphore.tryAcquire(3)).isTrue();
            assertThat(semaphore.tryAcquire(0)).isTrue();
            assertThatIllegalArgumentException().isThrownBy(() -> semaphore.tryAcquire(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> semaphore.acquire(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> semaphore.release(-1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SharedSemaphore.createBounded(-1));
    }

    @Test
    void whoWantsLessGoesOnWhenWhoWantsMoreStopsWaiting() throws Exception {
        try (var semaphore = SharedSemaphore.create(1)) {
            var many = new Thread(() -> {
                try {
                    semaphore.acquire(5);
                } catch (InterruptedException e) {
                    // as it is to be
                }
            });
            many.start();
            until(() -> many.getState() == Thread.State.WAITING);
            var one = Carrier.async(() -> semaphore.tryAcquire(1, 30, TimeUnit.SECONDS));

            many.interrupt();

            assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
            many.join();
            assertThat(semaphore.availablePermits()).isZero();
        }
    }

    // ---- events and latches ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void anEventLetsAllWhoWaitGoOn(Carrier carrier) throws Exception {
        var event = SharedEvent.create();
        var ready = SharedCountDownLatch.create(2);
        VoidTask task = () -> {
            if (event.isSet() || event.await(5, TimeUnit.MILLISECONDS) || event.await(0, TimeUnit.SECONDS))
                throw new AssertionError("set");
            ready.countDown();
            event.await();
            if (!event.isSet() || !event.await(0, TimeUnit.SECONDS)) throw new AssertionError("not set");
        };
        Carrier.Running[] all = {carrier.start(task), carrier.start(task)};
        assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
        event.set();
        event.set();
        Carrier.join(all);

        event.clear();
        assertThat(event.isSet()).isFalse();
        event.close();
        event.close();
        assertThatIllegalStateException().isThrownBy(event::await);
        assertThatIllegalStateException().isThrownBy(event::set);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aLatchOpensOnceAllHaveCountedDown(Carrier carrier) throws Exception {
        var latch = SharedCountDownLatch.create(3);
        var waiter = carrier.start(latch::await);
        carrier.run(latch::countDown, latch::countDown);
        assertThat(latch.getCount()).isEqualTo(1);
        assertThat(latch.await(10, TimeUnit.MILLISECONDS)).isFalse();
        latch.countDown();
        latch.countDown();
        waiter.join();

        assertThat(latch.getCount()).isZero();
        latch.await();
        assertThatIllegalArgumentException().isThrownBy(() -> SharedCountDownLatch.create(-1));
        latch.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWaitsIsToldOfTheEnd(Carrier carrier) throws Exception {
        var semaphore = SharedSemaphore.create(0);
        var event = SharedEvent.create();
        var latch = SharedCountDownLatch.create(1);
        var barrier = SharedBarrier.create(2);
        var ready = SharedCountDownLatch.create(4);
        Carrier.Running[] all = {
            carrier.start(() -> SharedQueueTest.failsWith(IllegalStateException.class, ready, () -> {
                semaphore.acquire();
                return 0;
            })),
            carrier.start(() -> SharedQueueTest.failsWith(IllegalStateException.class, ready, () -> {
                event.await();
                return 0;
            })),
            carrier.start(() -> SharedQueueTest.failsWith(IllegalStateException.class, ready, () -> {
                latch.await();
                return 0;
            })),
            carrier.start(() -> SharedQueueTest.failsWith(IllegalStateException.class, ready, barrier::await))
        };
        ready.await();
        semaphore.close();
        event.close();
        latch.close();
        barrier.close();

        Carrier.join(all);
    }

    // ---- barriers ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aBarrierLetsAllGoOnWhenTheLastHasCome(Carrier carrier) throws Exception {
        var actions = SharedLong.create();
        var indices = SharedLong.create();
        var barrier = SharedBarrier.create(3, actions::incrementAndGet);
        VoidTask task = () -> {
            for (int i = 1; i <= 20; i++) {
                indices.addAndGet(barrier.await());
                if (actions.get() < i) throw new AssertionError("went on before the action had run");
            }
        };

        carrier.run(task, task, task);

        assertThat(actions.get()).isEqualTo(20);
        assertThat(indices.get()).isEqualTo(20 * 3);
        assertThat(barrier.getNumberWaiting()).isZero();
        assertThat(barrier.getParties()).isEqualTo(3);
        barrier.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoComesWhileTheActionRunsIsOfTheNextRound(Carrier carrier) throws Exception {
        var acting = SharedEvent.create();
        var goOn = SharedEvent.create();
        var barrier = SharedBarrier.create(2, () -> {
            acting.set();
            goOn.await();
        });
        Carrier.Running[] round = {carrier.start(barrier::await), carrier.start(barrier::await)};
        acting.await();
        Carrier.Running[] next = {carrier.start(barrier::await), carrier.start(barrier::await)};
        until(() -> barrier.getNumberWaiting() >= 3);
        goOn.set();

        Carrier.join(round);
        Carrier.join(next);

        assertThat(barrier.isBroken()).isFalse();
        assertThat(barrier.getNumberWaiting()).isZero();
        barrier.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoStopsWaitingBreaksTheBarrierForAll(Carrier carrier) throws Exception {
        var barrier = SharedBarrier.create(3);
        var waiter = carrier.start(() -> SharedQueueTest.failsWith(
                BrokenBarrierException.class, SharedCountDownLatch.create(1), barrier::await));
        until(() -> barrier.getNumberWaiting() == 1);
        assertThatThrownBy(() -> barrier.await(5, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        waiter.join();
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);

        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        carrier.run(barrier::await, barrier::await, barrier::await);
        barrier.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void anInterruptBeforehandBreaksTheBarrier(Carrier carrier) throws Exception {
        var barrier = SharedBarrier.create(2);
        var waiter = carrier.start(() -> SharedQueueTest.failsWith(
                BrokenBarrierException.class, SharedCountDownLatch.create(1), barrier::await));
        until(() -> barrier.getNumberWaiting() == 1);

        carrier.run(() -> {
            Thread.currentThread().interrupt();
            try {
                barrier.await();
                throw new AssertionError("went on");
            } catch (InterruptedException expected) {
                if (Thread.interrupted()) throw new AssertionError("the flag is still set", expected);
            }
        });

        waiter.join();
        barrier.close();
    }

    @Test
    void anActionThatFailsBreaksTheBarrier() throws Exception {
        var barrier = SharedBarrier.create(2, () -> {
            throw new IOException("no");
        });
        var waiter = Carrier.async(() -> {
            try {
                return barrier.await();
            } catch (BrokenBarrierException e) {
                return -1;
            }
        });
        until(() -> barrier.getNumberWaiting() == 1);

        assertThatThrownBy(barrier::await).isInstanceOf(TaskException.class).hasRootCauseMessage("no");

        assertThat(waiter.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        barrier.close();
    }

    @Test
    void anActionThatEndsAfterAResetLetsNobodyThroughTooEarly() throws Exception {
        var acting = SharedEvent.create();
        var goOn = SharedEvent.create();
        var barrier = SharedBarrier.create(2, () -> {
            acting.set();
            goOn.await();
        });
        var one = Carrier.async(() -> {
            try {
                return barrier.await();
            } catch (BrokenBarrierException e) {
                return -1;
            }
        });
        until(() -> barrier.getNumberWaiting() == 1);
        var last = Carrier.async(barrier::await);
        acting.await();
        barrier.reset();
        assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
        var ofNextRound = Carrier.async(barrier::await);
        until(() -> barrier.getNumberWaiting() == 1);

        goOn.set();
        last.get(10, TimeUnit.SECONDS);

        assertThat(barrier.getNumberWaiting()).isEqualTo(1);
        assertThat(barrier.await()).isZero();
        assertThat(ofNextRound.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> SharedBarrier.create(0));
        barrier.close();
    }

    @Test
    void aBrokenBarrierKeepsAnInterruptForLater() {
        var barrier = SharedBarrier.create(2);
        barrier.abort();
        Thread.currentThread().interrupt();

        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);

        assertThat(Thread.interrupted()).isTrue();
        barrier.close();
    }
}
