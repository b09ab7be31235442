package io.github.jvmpool.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.VoidTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of shared objects when processes are killed in the midst of using them. */
@Timeout(120)
class SharedKillTest {
    private static final int KILLS = 5;

    private final Random random = seeded();

    private static Random seeded() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("SharedKillTest: -Dseed=" + seed);
        return new Random(seed);
    }

    private static void kill(JvmProcess process) throws InterruptedException {
        process.kill();
        process.join();
    }

    private static void signal(String name, JvmProcess process) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor())
                .isZero();
    }

    @Test
    void whatAKilledProducerHadPutStaysAndNothingElseIsLost() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            SharedQueue<Long> queue = SharedQueue.create(kill % 2 == 0 ? 0 : 100);
            SharedLong returned = SharedLong.create(-1);
            JvmProcess producer = JvmProcess.start(() -> {
                for (long i = 0; ; i++) {
                    queue.put(i);
                    if (i % 64 == 0) returned.set(i);
                }
            });
            long next = 0;
            long last = random.nextInt(20_000);
            while (next < last) assertThat(queue.take()).isEqualTo(next++);

            kill(producer);
            long promised = returned.get();
            for (Long item = queue.poll(); item != null; item = queue.poll())
                assertThat(item).isEqualTo(next++);

            assertThat(next).isGreaterThan(promised);
            JvmProcess other = JvmProcess.start(() -> queue.put(-1L));
            assertThat(queue.poll(10, SECONDS)).isEqualTo(-1L);
            other.join();
            queue.close();
        }
    }

    @Test
    void aProducerKilledInTheMiddleOfALargeItemLeavesNothingOfIt() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            SharedQueue<byte[]> queue = SharedQueue.create();
            JvmProcess producer = JvmProcess.start(() -> {
                byte[] large = new byte[4 << 20];
                for (; ; ) {
                    queue.put(new byte[1]);
                    queue.put(large);
                }
            });
            for (int i = random.nextInt(20); i >= 0; i--) queue.take();

            kill(producer);
            for (byte[] item = queue.poll(); item != null; item = queue.poll())
                assertThat(item.length).isIn(1, 4 << 20);

            JvmProcess other = JvmProcess.start(() -> queue.put(new byte[2]));
            assertThat(queue.poll(10, SECONDS)).hasSize(2);
            other.join();
            queue.close();
        }
    }

    @Test
    void aKilledConsumerTakesNoMoreThanTheItemItHadJustTaken() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            SharedQueue<Integer> queue = SharedQueue.create();
            SharedQueue<Integer> seen = SharedQueue.create();
            int count = 20_000;
            for (int i = 0; i < count; i++) queue.put(i);
            JvmProcess consumer = JvmProcess.start(() -> {
                for (; ; ) seen.put(queue.take());
            });
            int stop = random.nextInt(count / 2);
            await().until(() -> seen.size() >= stop);

            kill(consumer);
            List<Integer> taken = new ArrayList<>();
            seen.drainTo(taken);
            List<Integer> left = new ArrayList<>();
            queue.drainTo(left);

            int lost = count - taken.size() - left.size();
            assertThat(lost).isBetween(0, 1);
            for (int i = 0; i < taken.size(); i++) assertThat(taken.get(i)).isEqualTo(i);
            for (int i = 0; i < left.size(); i++) assertThat(left.get(i)).isEqualTo(taken.size() + lost + i);
            queue.close();
            seen.close();
        }
    }

    @Test
    void aFrozenProcessBlocksNobodyElse() throws Exception {
        SharedQueue<Integer> queue = SharedQueue.create(50);
        SharedEvent ready = SharedEvent.create();
        SharedEvent never = SharedEvent.create();
        JvmProcess process = JvmProcess.start(() -> {
            for (int i = 0; i < 10; i++) queue.put(i);
            for (int i = 0; i < 2; i++) queue.take();
            ready.set();
            never.await();
        });
        ready.await();
        signal("STOP", process);
        try {
            assertThat(queue.size()).isEqualTo(8);
            for (int i = 2; i < 10; i++) assertThat(queue.poll()).isEqualTo(i);
            for (int i = 0; i < 50; i++) assertThat(queue.offer(i)).isTrue();
            assertThat(queue.offer(50)).isFalse();
        } finally {
            signal("CONT", process);
            kill(process);
        }
    }

    @Test
    void aDeadOwnersLockGoesToTheNextOneWhoIsTold() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        JvmProcess owner = JvmProcess.start(() -> {
            lock.lock();
            lock.lock();
            held.set();
            SharedEvent.create().await();
        });
        held.await();
        assertThat(lock.tryLock()).isFalse();
        var next = CompletableFuture.supplyAsync(() -> {
            lock.lock();
            try {
                return lock.wasAbandoned();
            } finally {
                lock.unlock();
            }
        });

        kill(owner);

        assertThat(next.get(10, SECONDS)).isTrue();
        lock.lock();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
    }

    @Test
    void aDeadProcessNeitherKeepsPermitsNorItsPlaceInTheQueue() throws Exception {
        SharedSemaphore semaphore = SharedSemaphore.createBounded(3);
        SharedEvent held = SharedEvent.create();
        JvmProcess holder = JvmProcess.start(() -> {
            semaphore.acquire(2);
            held.set();
            semaphore.acquire(3); // waits for ever, in front of all others
        });
        held.await();
        assertThat(semaphore.availablePermits()).isEqualTo(1);

        kill(holder);

        assertThat(semaphore.tryAcquire(3, 10, SECONDS)).isTrue();
        semaphore.release(3);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void aBarrierBreaksWhenSomebodyDiesAtIt() throws Exception {
        SharedBarrier barrier = SharedBarrier.create(3);
        VoidTask waits = barrier::await;
        JvmProcess one = JvmProcess.start(waits);
        var two = CompletableFuture.supplyAsync(() -> {
            try {
                return barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> barrier.getNumberWaiting() == 2);

        kill(one);

        assertThatThrownBy(() -> two.get(10, SECONDS)).hasRootCauseInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    void aConditionsWaiterThatDiesIsForgotten() throws Exception {
        SharedLock lock = SharedLock.create();
        SharedCondition condition = lock.newCondition();
        SharedEvent ready = SharedEvent.create();
        SharedSemaphore alive = SharedSemaphore.create(1);
        JvmProcess waiter = JvmProcess.start(() -> {
            alive.acquire();
            lock.lock();
            ready.set();
            condition.await();
        });
        ready.await();
        lock.lock(); // once it has it, the other one waits
        kill(waiter);
        alive.acquire(); // a lock that is given to it before its end is known is abandoned
        condition.signalAll();
        lock.unlock();

        assertThat(lock.tryLock(10, SECONDS)).isTrue();
        assertThat(lock.wasAbandoned()).isFalse();
        lock.unlock();
    }

    @Test
    void theOtherEndOfAPipeReadsItsEnd() throws Exception {
        Pipe pipe = Pipe.open();
        JvmProcess process = JvmProcess.start(() -> {
            pipe.second().send("last words");
            pipe.second().recv();
        });
        pipe.second().close();
        assertThat(pipe.first().recv()).isEqualTo("last words");

        kill(process);

        assertThatThrownBy(() -> pipe.first().recv()).isInstanceOf(java.io.EOFException.class);
        assertThatThrownBy(() -> pipe.first().send(1)).isInstanceOf(IOException.class);
    }

    @Test
    void whoWaitsForAManagerThatIsKilledIsToldAtOnce() throws Exception {
        Manager manager = Manager.start();
        SharedQueue<String> queue = manager.queue();
        SharedLock lock = manager.lock();
        SharedMap<String, String> map = manager.map();
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        SharedEvent ready = SharedEvent.create();
        JvmProcess other = JvmProcess.start(() -> {
            assertThat(queue.size()).isZero();
            ready.set();
            try {
                queue.take();
            } catch (ManagerLostException e) {
                System.exit(7);
            }
        });
        ready.await();

        ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();

        assertThatThrownBy(() -> waiting.get(10, SECONDS)).hasCauseInstanceOf(ManagerLostException.class);
        assertThat(other.join(java.time.Duration.ofSeconds(10))).isTrue();
        assertThat(other.exitCode()).hasValue(7);
        assertThatThrownBy(() -> queue.put("x")).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(lock::lock).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> map.get("x")).isInstanceOf(ManagerLostException.class);
        manager.close();
    }

    @Test
    void whatNamesALostObjectCanStillBeRead() throws Exception {
        SharedQueue<SharedQueue<String>> queue = SharedQueue.create();
        SharedLong reached = SharedLong.create();
        try (Manager manager = Manager.start()) {
            SharedQueue<String> soonLost = manager.queue();
            queue.put(soonLost);
            ProcessHandle server = ProcessHandle.of(manager.pid()).orElseThrow();
            server.destroyForcibly();
            await().until(() -> !server.isAlive());
        }

        JvmProcess reader = JvmProcess.start(() -> {
            SharedQueue<String> lost = queue.take();
            reached.incrementAndGet();
            try {
                lost.put("x");
            } catch (ManagerLostException e) {
                reached.incrementAndGet();
            }
        });
        reader.join();

        assertThat(reached.get()).isEqualTo(2);
    }

    @Test
    void nothingIsLeftOfSharedMemoryAfterTheKillOfAllWhoUsedIt() throws Exception {
        SharedReference<Long> pid = SharedReference.create();
        SharedEvent never = SharedEvent.create();
        JvmProcess home = JvmProcess.start(() -> {
            SharedMemory memory = Manager.local().memory(1 << 20);
            memory.asLongArray().set(0, 1);
            JvmProcess.start(() -> {
                memory.asLongArray().set(1, 2);
                pid.set(ProcessHandle.current().pid());
                never.await();
            });
            never.await();
        });
        await().until(() -> pid.get() != null);
        ProcessHandle user = ProcessHandle.of(pid.get()).orElseThrow();
        String prefix = "jvmpool-" + home.pid() + "-";
        user.destroyForcibly();
        kill(home);
        await().until(() -> !user.isAlive());

        for (String place : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            if (!Files.isDirectory(Path.of(place))) continue;
            try (var files = Files.walk(Path.of(place), 2)) {
                assertThat(files.filter(file -> file.toString().contains(prefix)))
                        .noneMatch(file -> file.getFileName().toString().startsWith("memory"));
            }
        }
    }
}
