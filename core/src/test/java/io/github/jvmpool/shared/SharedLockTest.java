package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.JvmProcess;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks and conditions keep the contracts of the JDK's, over processes. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedLockTest implements java.io.Serializable {
    private SharedLock lock;

    @BeforeEach
    void open() {
        lock = SharedLock.create();
    }

    @AfterEach
    void close() {
        lock.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void excludesAllOthers(Carrier carrier) throws Exception {
        var memory = SharedMemory.create(8);
        var work = (io.github.jvmpool.VoidTask) () -> {
            var cell = memory.asLongArray();
            for (int i = 0; i < 300; i++) {
                lock.lock();
                try {
                    long before = cell.get(0);
                    Thread.yield();
                    cell.set(0, before + 1);
                } finally {
                    lock.unlock();
                }
            }
        };

        carrier.run(work, work, work);

        assertThat(memory.asLongArray().get(0)).isEqualTo(900);
        assertThat(lock.isLocked()).isFalse();
        memory.unlink();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoeverDoesNotHoldItCannotUnlockIt(Carrier carrier) throws Exception {
        lock.lock();
        lock.lock();
        carrier.run(() -> {
            if (lock.tryLock() || lock.tryLock(20, TimeUnit.MILLISECONDS)) throw new AssertionError("had it");
            if (!lock.isLocked() || lock.isHeldByCurrentThread() || lock.getHoldCount() != 0)
                throw new AssertionError("thinks it has it");
            try {
                lock.unlock();
                throw new AssertionError("unlocked");
            } catch (IllegalMonitorStateException expected) {
                // not its own
            }
        });
        assertThat(lock.getHoldCount()).isEqualTo(2);
        lock.unlock();
        lock.unlock();

        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
        carrier.run(() -> {
            if (!lock.tryLock()) throw new AssertionError("not free");
            lock.unlock();
        });
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aConditionWakesWhoWaits(Carrier carrier) throws Exception {
        var condition = lock.newCondition();
        var waiting = SharedLong.create();
        var woken = SharedLong.create();
        var waiter = (io.github.jvmpool.VoidTask) () -> {
            lock.lock();
            try {
                lock.lock(); // all holds are given up and come back
                waiting.incrementAndGet();
                condition.await();
                if (lock.getHoldCount() != 2) throw new AssertionError(lock.getHoldCount());
                lock.unlock();
                woken.incrementAndGet();
            } finally {
                lock.unlock();
            }
        };
        Carrier.Running[] all = {carrier.start(waiter), carrier.start(waiter), carrier.start(waiter)};
        await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> waiting.get() == 3);

        lock.lock();
        condition.signal();
        lock.unlock();
        await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> woken.get() == 1);
        lock.lock();
        assertThat(woken.get()).isEqualTo(1);
        condition.signalAll();
        lock.unlock();
        Carrier.join(all);

        assertThat(woken.get()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aWaitThatEndsByItselfHasTheLockAgain(Carrier carrier) throws Exception {
        var condition = lock.newCondition();

        carrier.run(() -> {
            lock.lock();
            try {
                if (condition.await(10, TimeUnit.MILLISECONDS)) throw new AssertionError("signalled");
                if (condition.awaitNanos(1_000_000) > 0) throw new AssertionError("signalled");
                if (condition.awaitNanos(0) > 0 || condition.awaitNanos(-5) > 0) throw new AssertionError("signalled");
                if (condition.awaitUntil(new Date(System.currentTimeMillis() + 5)))
                    throw new AssertionError("signalled");
                var thread = Thread.currentThread();
                new Thread(thread::interrupt).start();
                try {
                    condition.await();
                    throw new AssertionError("not interrupted");
                } catch (InterruptedException expected) {
                    if (!lock.isHeldByCurrentThread()) throw new AssertionError("has lost the lock", expected);
                    if (Thread.interrupted()) throw new AssertionError("the flag is still set", expected);
                }
            } finally {
                lock.unlock();
            }
        });

        assertThat(lock.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aConditionIsForWhoHoldsTheLock(Carrier carrier) throws Exception {
        var condition = SharedCondition.create();
        carrier.run(() -> {
            List<SharedQueueTest.Failing> uses = List.of(
                    () -> {
                        condition.signal();
                        return 0;
                    },
                    () -> {
                        condition.signalAll();
                        return 0;
                    },
                    () -> {
                        condition.await();
                        return 0;
                    },
                    () -> condition.awaitNanos(1));
            for (var use : uses) {
                try {
                    use.call();
                    throw new AssertionError("did not fail");
                } catch (IllegalMonitorStateException expected) {
                    // the contract
                }
            }
        });
        condition.close();
        condition.lock().close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aSignalledThreadIsToldHowMuchTimeWasLeft(Carrier carrier) throws Exception {
        var condition = lock.newCondition();
        var waiting = SharedEvent.create();
        var waiter = carrier.start(() -> {
            lock.lock();
            try {
                waiting.set();
                if (condition.awaitNanos(TimeUnit.SECONDS.toNanos(60)) <= 0) throw new AssertionError("time over");
            } finally {
                lock.unlock();
            }
        });
        waiting.await();
        lock.lock();
        condition.signal();
        lock.unlock();

        waiter.join();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWaitsIsToldOfTheEnd(Carrier carrier) throws Exception {
        var condition = lock.newCondition();
        var ready = SharedCountDownLatch.create(2);
        Carrier.Running[] waiters = {
            carrier.start(() -> {
                lock.lock();
                SharedQueueTest.failsWith(IllegalStateException.class, ready, () -> {
                    condition.await();
                    return 0;
                });
            }),
            carrier.start(() -> {
                lock.lock();
                SharedQueueTest.failsWith(IllegalStateException.class, ready, () -> {
                    condition.await(1, TimeUnit.MINUTES);
                    return 0;
                });
            })
        };
        ready.await();
        lock.lock();
        lock.unlock();
        lock.close();
        lock.close();

        Carrier.join(waiters);
        assertThatIllegalStateException().isThrownBy(lock::lock);
        assertThatIllegalStateException().isThrownBy(lock::tryLock);
        assertThatIllegalStateException().isThrownBy(lock::isLocked);
        assertThatIllegalStateException().isThrownBy(lock::newCondition);
    }

    @Test
    void theOwnerOfAClosedLockDoesNotWaitForASignalThatCannotCome() {
        var condition = lock.newCondition();
        lock.lock();
        lock.close();

        assertThatIllegalStateException().isThrownBy(() -> condition.await());
        assertThatIllegalStateException().isThrownBy(condition::signal);
        lock.unlock();
    }

    @Test
    void aClosedConditionLeavesItsLockAlone() {
        var condition = lock.newCondition();
        lock.lock();
        condition.close();
        condition.close();

        assertThatIllegalStateException().isThrownBy(condition::await);
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void servesThoseWhoWaitInTheirOrder() throws Exception {
        try (SharedQueue<Integer> order = SharedQueue.create()) {
            lock.lock();
            Thread[] threads = new Thread[5];
            for (int i = 0; i < threads.length; i++) {
                int number = i;
                threads[i] = new Thread(() -> {
                    lock.lock();
                    order.add(number);
                    lock.unlock();
                });
                threads[i].start();
                var thread = threads[i];
                await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> thread.getState() == Thread.State.WAITING);
            }
            lock.unlock();
            for (var thread : threads) thread.join();

            assertThat(order).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    void anInterruptedWaitDoesNotGetIt() throws Exception {
        lock.lock();
        var thread = Thread.currentThread();
        var other = Carrier.async(() -> {
            Thread.currentThread().interrupt();
            try {
                lock.lockInterruptibly();
                return "has it";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        });
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");

        var uninterruptible = Carrier.async(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            boolean kept = Thread.currentThread().isInterrupted();
            lock.unlock();
            return kept;
        });
        lock.unlock();

        assertThat(uninterruptible.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.isInterrupted()).isFalse();
    }

    @Test
    void theLockOfADeadOwnerIsFreeAndTellsOfIt() throws Exception {
        var held = SharedEvent.create();
        var process = JvmProcess.builder(() -> {
                    lock.lock();
                    held.set();
                    lock.newCondition().await();
                    lock.lock();
                })
                .daemon(true)
                .build();
        var owner = JvmProcess.builder(() -> {
                    lock.lock();
                    held.set();
                    new java.util.concurrent.CountDownLatch(1).await();
                })
                .daemon(true)
                .build();
        process.start();
        held.await(); // it waits for a signal that never comes
        held.clear();
        owner.start();
        held.await();
        assertThat(lock.tryLock()).isFalse();

        owner.kill();
        process.kill();

        assertThat(lock.tryLock(10, TimeUnit.SECONDS)).isTrue();
        assertThat(lock.wasAbandoned()).isTrue();
        lock.unlock();
        lock.lock();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
        owner.join();
        process.join();
    }

    @Test
    void isStillHeldByItsThreadWhenAllHandlesAreForgotten() throws Exception {
        try (SharedMap<String, SharedLock> locks = SharedMap.create()) {
            locks.put("a", SharedLock.create());

            var held = Carrier.pool().apply(() -> {
                locks.get("a").lock();
                for (int i = 0; i < 20; i++) {
                    System.gc();
                    Thread.sleep(5); // the cleaner's thread has no other sign
                }
                var again = locks.get("a");
                boolean mine = again.isHeldByCurrentThread();
                if (mine) again.unlock();
                return mine;
            });

            assertThat(held).isTrue();
            assertThat(locks.get("a").isLocked()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWaitsForAConditionThatIsClosedHasTheLockAgainBeforeItIsTold(Carrier carrier) throws Exception {
        var condition = lock.newCondition();
        var waits = SharedEvent.create();
        var told = SharedEvent.create();
        var waiter = carrier.start(() -> {
            lock.lock();
            try {
                waits.set();
                assertThatIllegalStateException().isThrownBy(condition::await);
                told.set();
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            } finally {
                lock.unlock();
            }
        });
        waits.await();
        lock.lock();

        condition.close();

        assertThat(told.await(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        waiter.join();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
    }

    private enum EndOfWait {
        SIGNAL,
        TIMEOUT
    }

    @ParameterizedTest
    @EnumSource
    void theDeathOfAnOwnerDuringAWaitIsTold(EndOfWait how) throws Exception {
        var condition = lock.newCondition();
        var held = SharedEvent.create();
        var owner = JvmProcess.builder(() -> {
                    lock.lock();
                    if (how == EndOfWait.SIGNAL) condition.signalAll();
                    held.set();
                    SharedEvent.create().await();
                })
                .daemon(true)
                .build();
        var waiter = Carrier.async(() -> {
            lock.lock();
            try {
                owner.start();
                if (how == EndOfWait.SIGNAL) condition.await();
                else while (!held.isSet()) condition.awaitNanos(1_000_000);
                return lock.wasAbandoned();
            } finally {
                lock.unlock();
            }
        });
        held.await();

        owner.kill();

        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        lock.lock();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
        owner.join();
    }

    @Test
    void theDeathOfTheOwnerBeforeIsRememberedThroughAWait() throws Exception {
        var condition = lock.newCondition();
        var held = SharedEvent.create();
        var owner = JvmProcess.builder(() -> {
                    lock.lock();
                    held.set();
                    SharedEvent.create().await();
                })
                .daemon(true)
                .build();
        owner.start();
        held.await();
        owner.kill();
        lock.lock();

        assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();

        assertThat(lock.wasAbandoned()).isTrue();
        lock.unlock();
        owner.join();
    }

    @Test
    void waitsNoTimeForWhatIsLongPast() throws Exception {
        var condition = lock.newCondition();
        lock.lock();

        assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
        assertThat(condition.awaitNanos(Long.MIN_VALUE)).isNotPositive();

        lock.unlock();
    }
}
