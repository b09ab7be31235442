package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.ShippingException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues keep the contract of {@code BlockingQueue}, over processes. */
@Timeout(60)
@ExtendWith(Carrier.Closing.class)
class SharedQueueTest implements Serializable {
    private SharedQueue<Integer> queue;

    @BeforeEach
    void open() {
        queue = SharedQueue.create();
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /** A thread that will have been interrupted in what it waits for. */
    private static Thread waiting(Runnable task) {
        var thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        await().pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        return thread;
    }

    private record Holder(Object field) implements Serializable {}

    // ---- behaviours over all carriers ----

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void bringsWhatOthersPutInTheirOrder(Carrier carrier) throws Exception {
        var results = SharedQueue.<Integer>create();
        queue.addAll(numbers(0, 500));

        carrier.run(() -> {
            for (int i = 0; i < 500; i++) results.put(queue.take() * 2);
        });

        List<Integer> got = new ArrayList<>();
        assertThat(results.drainTo(got)).isEqualTo(500);
        assertThat(got)
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> i * 2).toList());
        results.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void aFullQueueMakesThoseWhoPutWait(Carrier carrier) throws Exception {
        SharedQueue<Integer> small = SharedQueue.create(2);
        var tried = SharedEvent.create();
        var running = carrier.start(() -> {
            for (int i = 0; i < 2; i++) small.put(i);
            if (small.offer(2) || small.offer(2, 20, TimeUnit.MILLISECONDS)) throw new AssertionError("not full");
            if (small.remainingCapacity() != 0) throw new AssertionError("room " + small.remainingCapacity());
            try {
                small.add(2);
                throw new AssertionError("added");
            } catch (IllegalStateException full) {
                tried.set();
            }
            for (int i = 2; i < 50; i++) small.put(i);
        });
        tried.await();
        assertThat(small).hasSize(2);

        List<Integer> got = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            got.add(small.take());
            assertThat(small.size()).isLessThanOrEqualTo(2);
        }
        running.join();

        assertThat(got).containsExactlyElementsOf(numbers(0, 50));
        assertThat(small.poll()).isNull();
        small.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void joinWaitsUntilAllWorkIsDone(Carrier carrier) throws Exception {
        var done = SharedLong.create();
        Carrier.Running[] consumers = new Carrier.Running[2];
        for (int c = 0; c < 2; c++) {
            consumers[c] = carrier.start(() -> {
                for (int next = queue.take(); next >= 0; next = queue.take()) {
                    done.incrementAndGet();
                    queue.taskDone();
                }
                queue.taskDone();
            });
        }
        var producer = carrier.start(() -> {
            for (int i = 0; i < 200; i++) queue.put(i);
        });
        producer.join();
        queue.joinTasks();
        assertThat(done.get()).isEqualTo(200);

        queue.put(-1);
        queue.put(-1);
        Carrier.join(consumers);

        assertThat(queue.joinTasks(Duration.ofSeconds(10))).isTrue();
        assertThatIllegalStateException().isThrownBy(queue::taskDone);
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whoWaitsIsToldOfTheEnd(Carrier carrier) throws Exception {
        SharedQueue<Integer> full = SharedQueue.create(1);
        full.put(0);
        var ready = SharedCountDownLatch.create(3);
        Carrier.Running[] waiters = {
            carrier.start(() -> failsWith(IllegalStateException.class, ready, queue::take)),
            carrier.start(() -> failsWith(IllegalStateException.class, ready, () -> {
                full.put(1);
                return 0;
            })),
            carrier.start(() -> failsWith(IllegalStateException.class, ready, () -> {
                full.joinTasks();
                return 0;
            }))
        };
        ready.await();
        queue.close();
        full.close();

        Carrier.join(waiters);
        assertThatIllegalStateException().isThrownBy(queue::take);
        queue.close();
    }

    interface Failing extends Serializable {
        Object call() throws Exception;
    }

    static void failsWith(Class<? extends Exception> type, SharedCountDownLatch ready, Failing task) throws Exception {
        ready.countDown();
        try {
            task.call();
        } catch (Exception e) {
            if (type.isInstance(e)) return;
            throw e;
        }
        throw new AssertionError("did not fail");
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void whatWasPutIsSeenByWhoLooksLater(Carrier carrier) throws Exception {
        for (int round = 1; round <= 3; round++) {
            carrier.run(() -> {
                for (int i = 0; i < 100; i++) queue.put(i);
            });

            assertThat(queue).hasSize(round * 100);
            assertThat(queue.peek()).isZero();
        }
        assertThat(queue.contains(99)).isTrue();
        assertThat(queue.contains(100)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void takesElementsOfAnySize(Carrier carrier) throws Exception {
        var blobs = SharedQueue.<byte[]>create();
        var lengths = List.of(0, 1, 100, 1 << 15, 1 << 17, (1 << 17) + 1, 3 << 20);

        carrier.run(() -> {
            for (int length : lengths) {
                byte[] blob = new byte[length];
                Arrays.fill(blob, (byte) length);
                blobs.put(blob);
            }
        });

        for (int length : lengths) {
            byte[] expected = new byte[length];
            Arrays.fill(expected, (byte) length);
            assertThat(blobs.poll()).isEqualTo(expected);
        }
        assertThat(blobs.poll()).isNull();
        blobs.close();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void anInterruptedTakeTakesNothing(Carrier carrier) throws Exception {
        carrier.run(() -> {
            for (int i = 0; i < 20; i++) {
                var thread = Thread.currentThread();
                var interrupter = new Thread(thread::interrupt);
                try {
                    interrupter.start();
                    Integer got = queue.poll(10, TimeUnit.SECONDS);
                    throw new AssertionError("got " + got);
                } catch (InterruptedException expected) {
                    if (Thread.interrupted()) throw new AssertionError("the flag is still set", expected);
                }
                interrupter.join();
            }
        });
        queue.put(7);

        assertThat(queue.take()).isEqualTo(7);
        assertThat(queue).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Carrier.class)
    void anElementThatCannotBeSerializedIsRefusedAndHurtsNothing(Carrier carrier) throws Exception {
        var objects = SharedQueue.<Object>create();
        carrier.run(() -> {
            objects.put("before");
            for (int i = 0; i < 3; i++) {
                try {
                    objects.put(new Holder(new Holder(new Thread())));
                    throw new AssertionError("was put");
                } catch (ShippingException e) {
                    if (!e.getMessage().contains("field")) throw e;
                }
                try {
                    objects.offer(new Holder(new Thread()));
                    throw new AssertionError("was put");
                } catch (ShippingException e) {
                    if (!(e.getCause() instanceof NotSerializableException)) throw e;
                }
            }
            objects.put("after");
        });

        assertThat(objects).containsExactly("before", "after");
        objects.close();
    }

    // ---- the contract of BlockingQueue ----

    @Test
    void hasNoNulls() {
        assertThatNullPointerException().isThrownBy(() -> queue.put(null));
        assertThatNullPointerException().isThrownBy(() -> queue.offer(null));
        assertThatNullPointerException().isThrownBy(() -> queue.add(null));
        assertThatNullPointerException().isThrownBy(() -> queue.offer(null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> queue.addAll(null));
        assertThatNullPointerException().isThrownBy(() -> queue.addAll(Arrays.asList(1, null)));
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
        assertThatNullPointerException().isThrownBy(() -> queue.removeAll(null));
        assertThat(queue.contains(null)).isFalse();
        assertThat(queue.remove(null)).isFalse();
        assertThat(queue).containsExactly(1);
    }

    @Test
    void anEmptyQueueHasNothingToGive() throws InterruptedException {
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(queue.poll(0, TimeUnit.SECONDS)).isNull();
        assertThat(queue.poll(-1, TimeUnit.SECONDS)).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
        long begun = System.nanoTime();
        assertThat(queue.poll(30, TimeUnit.MILLISECONDS)).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void theCapacityIsWhatWasAskedFor() {
        assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
        try (SharedQueue<Integer> zero = SharedQueue.create(0);
                SharedQueue<Integer> negative = SharedQueue.create(-1);
                SharedQueue<Integer> three = SharedQueue.create(3)) {
            assertThat(zero.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
            assertThat(negative.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
            three.add(1);
            assertThat(three.remainingCapacity()).isEqualTo(2);
            assertThatIllegalStateException().isThrownBy(() -> three.addAll(List.of(2, 3, 4)));
            assertThat(three).containsExactly(1, 2, 3);
        }
    }

    @Test
    @SuppressWarnings("ModifyingCollectionWithItself") // which is what is refused
    void isNeverDrainedIntoOrAddedToItself() throws Exception {
        queue.addAll(numbers(0, 3));
        var holder = SharedReference.create(queue);
        SharedQueue<Integer> same = holder.get();

        assertThat(same).isEqualTo(queue);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(queue));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(same, 2));
        assertThat(queue).containsExactly(0, 1, 2);
        holder.close();
    }

    @Test
    void drainsAsMuchAsIsAskedFor() {
        queue.addAll(numbers(0, 5));
        List<Integer> got = new ArrayList<>();

        assertThat(queue.drainTo(got, 0)).isZero();
        assertThat(queue.drainTo(got, -1)).isZero();
        assertThat(queue.drainTo(got, 2)).isEqualTo(2);
        assertThat(queue.drainTo(got, 10)).isEqualTo(3);

        assertThat(got).containsExactly(0, 1, 2, 3, 4);
        assertThat(queue.drainTo(got)).isZero();
    }

    @Test
    void anIteratorSurvivesChangeAndRemovesItsOwnElement() {
        queue.addAll(List.of(1, 1, 2, 3));
        var each = queue.iterator();
        each.next();
        each.next();
        queue.add(4);
        assertThat(queue.poll()).isEqualTo(1);

        each.remove(); // the second 1
        assertThatIllegalStateException().isThrownBy(each::remove);

        assertThat(each.next()).isEqualTo(2);
        assertThat(each.next()).isEqualTo(3);
        assertThat(each.hasNext()).isFalse();
        assertThatThrownBy(each::next).isInstanceOf(NoSuchElementException.class);
        assertThat(queue).containsExactly(2, 3, 4);
    }

    @Test
    void keepsTheContractOfCollections() {
        Collection<Integer> all = queue;
        all.addAll(numbers(0, 10));

        assertThat(all.remove(5)).isTrue();
        assertThat(all.remove(5)).isFalse();
        assertThat(all.removeIf(i -> i > 7)).isTrue();
        assertThat(all.removeAll(List.of(0, 100))).isTrue();
        assertThat(all.retainAll(List.of(1, 2, 3, 7))).isTrue();
        assertThat(all.containsAll(List.of(7, 1))).isTrue();
        assertThat(all.toArray(new Integer[0])).containsExactly(1, 2, 3, 7);
        assertThat(all.stream().mapToInt(i -> i).sum()).isEqualTo(13);
        all.clear();
        assertThat(all).isEmpty();
    }

    @Test
    void removingMakesRoomForWhoWaits() throws Exception {
        try (SharedQueue<Integer> small = SharedQueue.create(1)) {
            small.put(1);
            var put = Carrier.async(() -> small.offer(2, 20, TimeUnit.SECONDS));
            assertThat(put.isDone()).isFalse();

            small.remove((Object) 1);

            assertThat(put.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(small).containsExactly(2);
        }
    }

    @Test
    void anInterruptedPutPutsNothing() throws Exception {
        try (SharedQueue<Integer> small = SharedQueue.create(1)) {
            small.put(1);
            var failure = SharedReference.<String>create();
            var thread = waiting(() -> {
                try {
                    small.put(2);
                } catch (InterruptedException e) {
                    failure.set("interrupted " + Thread.currentThread().isInterrupted());
                }
            });
            thread.interrupt();
            thread.join(10_000);

            assertThat(failure.get()).isEqualTo("interrupted false");
            assertThat(small.poll()).isEqualTo(1);
            assertThat(small.poll()).isNull();
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyIsToldAtOnce() {
        queue.add(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.put(2)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.poll(1, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::joinTasks).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(queue).containsExactly(1);
    }

    @Test
    void everythingFailsOnceItIsClosed() {
        queue.add(1);
        queue.close();
        queue.close();

        for (var use : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> queue.put(1),
                () -> queue.offer(1),
                () -> queue.offer(1, 1, TimeUnit.SECONDS),
                queue::take,
                queue::poll,
                () -> queue.poll(1, TimeUnit.SECONDS),
                queue::peek,
                queue::size,
                queue::isEmpty,
                queue::iterator,
                queue::remainingCapacity,
                () -> queue.drainTo(new ArrayList<>()),
                queue::clear,
                queue::taskDone,
                queue::joinTasks)) {
            assertThatIllegalStateException().isThrownBy(use);
        }
    }

    @Test
    void anElementThatCannotBeReadIsTheTakersProblemAlone() throws Exception {
        try (SharedQueue<Object> objects = SharedQueue.create()) {
            objects.put(new Unreadable());
            objects.put("next");

            assertThatThrownBy(objects::take).isInstanceOf(IllegalStateException.class);

            assertThat(objects.take()).isEqualTo("next");
        }
    }

    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(java.io.ObjectInputStream in) throws java.io.IOException {
            throw new java.io.InvalidObjectException("cannot be read");
        }
    }

    @Test
    void aWaitingTakeOfAnotherThreadEndsWithTheQueue() throws Exception {
        var taken = Carrier.async(queue::take);
        waiting(() -> {
            try {
                queue.poll(1, TimeUnit.MINUTES);
            } catch (InterruptedException | IllegalStateException e) {
                // as it is to be
            }
        });
        queue.close();

        assertThatThrownBy(() -> taken.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void streamsOverAQueueThatChangesKnowTheirOwnSize() throws Exception {
        var over = new AtomicBoolean();
        SharedQueue<Integer> numbers = SharedQueue.create();
        var changing = Carrier.async(() -> {
            for (int i = 0; !over.get(); i++) {
                if (i % 3 == 0) numbers.clear();
                else numbers.put(i);
            }
            return null;
        });

        for (int i = 0; i < 2000; i++) assertThat(numbers.stream().toList()).doesNotContainNull();

        over.set(true);
        changing.get();
        numbers.close();
    }

    /** Can be sent but not read. */
    static final class Locked implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("not to be read");
        }
    }

    @Test
    void drainingLosesNothingToWhatCannotBeRead() throws Exception {
        SharedQueue<Object> mixed = SharedQueue.create();
        for (Object each : List.of("a", new Locked(), "b", "c")) mixed.put(each);
        var drained = new ArrayList<>();

        assertThatThrownBy(() -> mixed.drainTo(drained)).hasMessageContaining("not to be read");

        assertThat(drained).containsExactly("a", "b", "c");
        assertThat(mixed).isEmpty();
        mixed.close();
    }
}
