package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shared objects go everywhere with no set-up: captured, passed, returned, down and up any number of processes. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedTravelTest {
    @Test
    void isPassedAsAnArgumentAndReturnedAsAResult() throws Exception {
        var queue = SharedQueue.<Integer>create();
        SharedQueue<Integer> same = Carrier.pool()
                .apply(
                        passed -> {
                            passed.put(1);
                            return passed;
                        },
                        queue);
        assertThat(same).isEqualTo(queue).hasSameHashCodeAs(queue);
        assertThat(Set.of(same)).contains(queue);

        SharedLock lock = Carrier.pool().apply(() -> SharedLock.create());
        SharedCondition condition = Carrier.pool().apply(() -> lock.newCondition());
        lock.lock();
        assertThat(condition.lock()).isEqualTo(lock);
        assertThat(condition.awaitNanos(1000)).isLessThanOrEqualTo(0);
        lock.unlock();
        assertThat(same.take()).isEqualTo(1);
        queue.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void everyKindTravels(Carrier carrier) throws Exception {
        var event = SharedEvent.create();
        var latch = SharedCountDownLatch.create(1);
        var semaphore = SharedSemaphore.create(1);
        var barrier = SharedBarrier.create(1);
        var real = SharedDouble.create(1);
        var reference = SharedReference.create("a");
        var memory = SharedMemory.create(8);
        var set = SharedSet.create();
        var list = SharedList.create();
        var all = List.of(event, latch, semaphore, barrier, real, reference, memory, set, list);
        carrier.run(() -> {
            set.add(all.get(0));
            list.addAll(all.subList(0, 7));
            event.set();
            latch.countDown();
            semaphore.acquire();
            barrier.await();
            real.addAndGet(2);
            reference.set("b");
            memory.asLongArray().set(0, 3);
        });

        assertThat(event.isSet()).isTrue();
        assertThat(latch.getCount()).isZero();
        assertThat(real.get()).isEqualTo(3);
        assertThat(reference.get()).isEqualTo("b");
        assertThat(memory.asLongArray().get(0)).isEqualTo(3);
        assertThat(set).containsExactly(event);
        assertThat(list).hasSize(7).contains(memory, reference);
        memory.unlink();
    }

    @Test
    void aProcessOfAProcessAndAPoolOfAWorkerUseTheSameObjects() throws Exception {
        var queue = SharedQueue.<String>create();
        var back = SharedQueue.<String>create();
        Carrier.pool().apply(() -> {
            try (var inner = Pool.of(1)) {
                inner.apply(() -> {
                    queue.put("from a pool of a worker");
                    return 0;
                });
                SharedQueue<String> made = inner.apply(() -> {
                    SharedQueue<String> fresh = SharedQueue.create();
                    fresh.put("made deep below");
                    return fresh;
                });
                queue.put(made.take());
            }
            return 0;
        });
        var process = JvmProcess.builder(() -> {
                    var child = JvmProcess.builder(() -> {
                                queue.put("from a process of a process");
                                back.put(back.take() + "!");
                            })
                            .daemon(true)
                            .build();
                    child.start();
                    child.join();
                })
                .daemon(true)
                .build();
        process.start();
        assertThat(queue.take()).isEqualTo("from a pool of a worker");
        assertThat(queue.take()).isEqualTo("made deep below");
        assertThat(queue.take()).isEqualTo("from a process of a process");
        back.put("down and up");
        assertThat(process.join(Duration.ofSeconds(30))).isTrue();

        assertThat(back.take()).isEqualTo("down and up!");
        queue.close();
        back.close();
    }

    @Test
    void whatAProcessMadeOutlivesIt() throws Exception {
        SharedReference<SharedMap<String, SharedLong>> found = SharedReference.create();
        Carrier.PROCESSES.run(() -> {
            SharedMap<String, SharedLong> map = SharedMap.create();
            map.put("a", SharedLong.create(41));
            found.set(map);
        });
        System.gc();

        assertThat(found.get().get("a").incrementAndGet()).isEqualTo(42);
    }

    @Test
    void aManagerStartedInAWorkerServesItsParent() throws Exception {
        var started = Carrier.pool().apply(() -> {
            var manager = Manager.start();
            SharedMap<String, Long> map = manager.map();
            map.put("pid", manager.pid());
            return map;
        });

        assertThat(started.get("pid"))
                .isNotNull()
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(started.merge("n", 1L, Long::sum)).isEqualTo(1);
    }
}
