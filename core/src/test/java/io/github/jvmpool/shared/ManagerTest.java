package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.jvmpool.ShippingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Managers: objects in a process of their own, remote ones, objects of the user's own, and the end of it all. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class ManagerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final byte[] KEY = {1, 2, 3};

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start();
    }

    @AfterAll
    static void end() {
        manager.close();
        manager.close();
    }

    /** What a user might share. */
    interface Counter {
        int add(int n);

        default int twice() {
            return 2 * add(0);
        }

        void fail() throws IOException;

        Object thread();

        long pid();

        int sleep() throws InterruptedException;
    }

    static final class Count implements Counter {
        private final AtomicInteger sum = new AtomicInteger();

        @Override
        public int add(int n) {
            return sum.addAndGet(n);
        }

        @Override
        public void fail() throws IOException {
            throw new IOException("as it is to be");
        }

        @Override
        public Object thread() {
            return Thread.currentThread();
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public int sleep() throws InterruptedException {
            new CompletableFuture<Void>().acceptEither(new CompletableFuture<>(), x -> {});
            new java.util.concurrent.CountDownLatch(1).await();
            return 0;
        }

        @Override
        public String toString() {
            return "count " + sum;
        }
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void objectsLiveInTheProcessOfTheManager(Carrier carrier) throws Exception {
        SharedMap<String, Object> map = manager.map();
        var list = manager.list(List.of(1));
        var lock = manager.lock();
        map.put("list", list);
        carrier.run(() -> {
            lock.lock();
            list.add(2);
            map.compute("pid", (key, value) -> ProcessHandle.current().pid());
            lock.unlock();
        });

        assertThat(list).containsExactly(1, 2);
        assertThat(map.get("pid"))
                .isEqualTo(manager.pid())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(map.get("list")).isEqualTo(list);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void sharesAnyObject(Carrier carrier) throws Exception {
        Counter counter = manager.share(Counter.class, Count::new);
        carrier.run(() -> counter.add(2), () -> counter.add(3));

        assertThat(counter.add(0)).isEqualTo(5);
        assertThat(counter.twice()).isEqualTo(10);
        assertThat(counter.pid()).isEqualTo(manager.pid());
        assertThat(counter).hasToString("count 5").isEqualTo(counter).isNotEqualTo("count 5");
        assertThatThrownBy(counter::fail).isInstanceOf(IOException.class).hasMessage("as it is to be");
        assertThatThrownBy(counter::thread).isInstanceOf(ShippingException.class);
        assertThat(counter.add(1)).isEqualTo(6);
    }

    @Test
    void whoStopsWaitingInterruptsTheMethod() throws Exception {
        Counter counter = manager.share(Counter.class, Count::new);
        for (int i = 0; i < 20; i++) {
            var thread = Thread.currentThread();
            var interrupter = new Thread(thread::interrupt);
            interrupter.start();
            assertThatThrownBy(counter::sleep).isInstanceOf(InterruptedException.class);
            interrupter.join();
            assertThat(Thread.interrupted()).as("the flag").isFalse();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void sharesInterfacesOfTheJdk() throws Exception {
        List<String> list = manager.share(List.class, ArrayList::new);
        BlockingQueue<Integer> queue = manager.share(BlockingQueue.class, LinkedBlockingQueue::new);
        Carrier.POOL.run(() -> {
            list.add("a");
            queue.put(1);
        });

        assertThat(list.get(0)).isEqualTo("a");
        assertThat(queue.take()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> manager.share(Count.class, Count::new));
        assertThatThrownBy(() -> manager.share(Counter.class, () -> null)).isInstanceOf(NullPointerException.class);
        var thread = new Thread();
        assertThatThrownBy(() -> manager.share(Runnable.class, () -> thread)).isInstanceOf(ShippingException.class);
        assertThatThrownBy(() -> manager.share(Counter.class, () -> {
                    throw new IOException("no");
                }))
                .hasMessage("no");
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void othersConnectWithTheKey(Carrier carrier) throws Exception {
        var address = manager.listen(ANY, KEY);
        var jobs = manager.<Integer>queue();
        manager.bind("jobs", jobs);
        int port = address.getPort();

        carrier.run(() -> {
            var remote = Manager.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), KEY);
            @SuppressWarnings("unchecked")
            SharedQueue<Integer> found = remote.find("jobs", SharedQueue.class);
            for (int i = 0; i < 100; i++) found.put(i);
            try {
                remote.find("nothing", SharedQueue.class);
                throw new AssertionError("found");
            } catch (NoSuchElementException expected) {
                // nothing was bound to that name
            }
        });

        List<Integer> got = new ArrayList<>();
        assertThat(jobs.drainTo(got)).isEqualTo(100);
        assertThat(got).isSorted();
        assertThatThrownBy(() -> manager.find("jobs", SharedMap.class)).isInstanceOf(ClassCastException.class);
    }

    @Test
    void connectsAgainAtOnce() throws Exception {
        int port = manager.listen(ANY, KEY).getPort();
        manager.bind("number", manager.longValue(0));
        // In a process that knows the manager by this connection alone.
        Carrier.PROCESSES.run(() -> {
            for (int i = 0; i < 20; i++) {
                try (var remote = Manager.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), KEY)) {
                    remote.find("number", SharedLong.class).incrementAndGet();
                }
            }
        });

        assertThat(manager.find("number", SharedLong.class).get()).isEqualTo(20);
    }

    @Test
    void theWrongKeyOpensNothing() {
        var address = manager.listen(ANY, KEY);

        assertThatThrownBy(() -> Manager.connect(address, new byte[] {1, 2})).isInstanceOf(SecurityException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> Manager.connect(address, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> manager.listen(ANY, new byte[0]));
        assertThatThrownBy(() -> Manager.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), KEY))
                .isInstanceOf(ManagerLostException.class);
        assertThat(Manager.connect(address, KEY).longValue(3).get()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void everyProxyTellsThatTheManagerIsGone(Carrier carrier) throws Exception {
        var doomed = Manager.start();
        SharedQueue<Integer> queue = doomed.queue();
        SharedMap<String, Integer> map = doomed.map();
        var lock = doomed.lock();
        var event = doomed.event();
        Counter counter = doomed.share(Counter.class, Count::new);
        var pipe = doomed.pipe();
        var ready = SharedCountDownLatch.create(5);
        Carrier.Running[] waiters = {
            carrier.start(() -> SharedQueueTest.failsWith(ManagerLostException.class, ready, queue::take)),
            carrier.start(() -> SharedQueueTest.failsWith(
                    ManagerLostException.class, ready, () -> queue.poll(1, TimeUnit.MINUTES))),
            carrier.start(() -> SharedQueueTest.failsWith(ManagerLostException.class, ready, () -> {
                event.await();
                return 0;
            })),
            carrier.start(() -> SharedQueueTest.failsWith(
                    ManagerLostException.class, ready, () -> pipe.first().recv()))
        };
        var own = Carrier.async(() -> {
            ready.countDown();
            return catchThrowable(counter::sleep);
        });
        ready.await();

        ProcessHandle.of(doomed.pid()).orElseThrow().destroyForcibly();

        Carrier.join(waiters);
        assertThat(own.get(10, TimeUnit.SECONDS)).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> queue.put(1)).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(queue::poll).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> map.get("a")).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(lock::lock).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> counter.add(1)).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(doomed::map).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> doomed.bind("a", 1)).isInstanceOf(ManagerLostException.class);
        assertThatThrownBy(() -> doomed.find("a", Integer.class)).isInstanceOf(ManagerLostException.class);
        queue.close();
        doomed.close();
        doomed.close();
    }

    @Test
    void aManagerThatIsStoppedIsGivenUpByThoseWhoWaitForIt() throws Exception {
        var stopped = Manager.start();
        SharedQueue<Integer> queue = stopped.queue();
        SharedMap<String, Integer> map = stopped.map();
        var far = stopped.listen(ANY, KEY).getPort();
        var waiting = SharedCountDownLatch.create(2);
        var taker = Carrier.async(() -> {
            waiting.countDown();
            return catchThrowable(queue::take);
        });
        // Another process, over the network.
        var connected = Carrier.PROCESSES.start(() -> {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), far);
            var there = Manager.connect(address, KEY);
            var empty = there.queue();
            waiting.countDown();
            assertThat(catchThrowable(empty::take)).isInstanceOf(ManagerLostException.class);
        });
        waiting.await();
        signal("STOP", stopped.pid());
        try {
            assertThatThrownBy(() -> queue.poll(100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(ManagerLostException.class)
                    .hasMessageContaining("no answer");
            assertThatThrownBy(() -> map.get("a")).isInstanceOf(ManagerLostException.class);
            assertThat(taker.get(10, TimeUnit.SECONDS)).isInstanceOf(ManagerLostException.class);
        } finally {
            signal("KILL", stopped.pid());
        }
        Carrier.join(new Carrier.Running[] {connected});
        stopped.close();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aConnectionLastsUntilTheLastManagerOfItIsClosed() throws Exception {
        int port = manager.listen(ANY, KEY).getPort();
        // In a process that knows the manager by these connections alone.
        Carrier.PROCESSES.run(() -> {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var one = Manager.connect(address, KEY);
            var other = Manager.connect(address, KEY);
            SharedQueue<Integer> queue = one.queue();

            one.close();
            one.close();

            queue.put(1);
            assertThat(queue.take()).isEqualTo(1);
            assertThat(other.longValue(2).get()).isEqualTo(2);
            other.close();
            assertThatThrownBy(queue::size).isInstanceOf(ManagerLostException.class);
            assertThatThrownBy(other::queue).isInstanceOf(ManagerLostException.class);
            try (var again = Manager.connect(address, KEY)) {
                assertThat(again.longValue(3).get()).isEqualTo(3);
            }
        });
    }

    @Test
    void toCloseAConnectionToAManagerOfThisProcessLeavesItAlone() {
        var started = Manager.start();
        var number = started.longValue(1);

        Manager.connect(started.listen(ANY, KEY), KEY).close();

        assertThat(number.incrementAndGet()).isEqualTo(2);
        started.close();
        assertThatThrownBy(number::get).isInstanceOf(ManagerLostException.class);
    }

    /** Cannot travel, and says nothing. */
    static final class Wordless extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Object anchor = new Object();
    }

    @Test
    void anExceptionWithoutAMessageIsToldWithoutOne() {
        Runnable failing = manager.share(Runnable.class, () -> () -> {
            throw new Wordless();
        });

        assertThatThrownBy(failing::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("threw " + Wordless.class.getName());
    }
}
