package io.github.jvmpool.shared;

import io.github.jvmpool.home.HomeLost;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.QueueEnd;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.ShippingFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BlockingQueue} that any number of processes put into and take from: Python's {@code multiprocessing.Queue},
 * {@code JoinableQueue} and {@code SimpleQueue}. What one process puts is taken in the order in which it was put; elements of different
 * processes are in the order in which they reach the queue's home. Who waits is served in the order of coming.
 *
 * <pre>{@code
 * SharedQueue<String> queue = SharedQueue.create();
 * try (var process = JvmProcess.start(() -> queue.put("hello"))) {
 *     System.out.println(queue.take());
 * }
 * }</pre>
 *
 * <p>Elements may be of any size and are copied; one that cannot be serialized is refused at {@code put}, with a
 * {@link io.github.jvmpool.ShippingException} that names the field. {@code put} has no thread behind it: what it has returned for is in
 * the queue, and stays there if the process ends the next moment. {@link #size()} is exact and works on every operating system.
 *
 * <p>In Python's words: {@code put(x, block, timeout)} and {@code Full} are {@link #put}, {@link #offer(Object, long, TimeUnit)},
 * {@link #offer(Object)} and {@link #add}; {@code get(block, timeout)} and {@code Empty} are {@link #take}, {@link #poll(long, TimeUnit)},
 * {@link #poll()} and {@link #remove()}.
 *
 * @param <E> the elements; never null
 */
public final class SharedQueue<E> extends SharedObject implements BlockingQueue<E> {
    private static final long serialVersionUID = 1;

    private final transient QueueEnd end;

    SharedQueue(Remote remote) {
        super(remote);
        this.end = QueueEnd.of(remote);
    }

    /** {@return a queue without a limit} */
    public static <E> SharedQueue<E> create() {
        return createIn(first(), Integer.MAX_VALUE);
    }

    /**
     * {@return a queue with a limit}
     *
     * @param maxsize how many elements it may have; 0 or less for no limit, as in Python
     */
    public static <E> SharedQueue<E> create(int maxsize) {
        return createIn(first(), maxsize <= 0 ? Integer.MAX_VALUE : maxsize);
    }

    static <E> SharedQueue<E> createIn(Place place, int capacity) {
        return new SharedQueue<>(createAt(place, Types.QUEUE, capacity));
    }

    // ---- putting ----

    @Override
    public void put(E element) throws InterruptedException {
        offerNanos(element, Long.MAX_VALUE);
    }

    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        if (timeout <= 0) {
            ensureNotInterrupted();
            return offer(element);
        }
        return offerNanos(element, Math.min(unit.toNanos(timeout), Long.MAX_VALUE - 1));
    }

    private boolean offerNanos(E element, long nanos) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        try {
            return end.put(element, nanos);
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    @Override
    public boolean offer(E element) {
        Objects.requireNonNull(element, "element");
        try {
            return end.offer(element);
        } catch (HomeLost e) {
            throw lost(e);
        } catch (ShippingFailure e) {
            throw unshippable(e);
        }
    }

    @Override
    public boolean add(E element) {
        if (offer(element)) return true;
        throw new IllegalStateException("Queue full");
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        if (isThis(elements)) throw new IllegalArgumentException("a queue cannot be added to itself");
        Objects.requireNonNull(elements, "elements");
        boolean changed = false;
        for (E element : elements) changed |= add(element);
        return changed;
    }

    /** Whether it is this queue, perhaps by another handle. */
    private boolean isThis(@Nullable Object other) {
        return equals(other);
    }

    // ---- taking ----

    @Override
    public E take() throws InterruptedException {
        E element = takeNanos(Long.MAX_VALUE);
        if (element == null) throw new AssertionError("time without end is over");
        return element;
    }

    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        if (timeout <= 0) {
            ensureNotInterrupted();
            return poll();
        }
        return takeNanos(Math.min(unit.toNanos(timeout), Long.MAX_VALUE - 1));
    }

    @SuppressWarnings("unchecked")
    private @Nullable E takeNanos(long nanos) throws InterruptedException {
        try {
            return (E) end.take(nanos);
        } catch (HomeLost e) {
            throw lost(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable E poll() {
        try {
            return (E) end.poll();
        } catch (HomeLost e) {
            throw lost(e);
        }
    }

    @Override
    public E remove() {
        E element = poll();
        if (element == null) throw new NoSuchElementException();
        return element;
    }

    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /**
     * {@inheritDoc}
     *
     * <p>An element that {@code target} does not take, or that cannot be read in this process, is lost; the others are in {@code target}
     * when that is thrown.
     */
    @Override
    @SuppressWarnings("unchecked")
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "target");
        if (isThis(target)) throw new IllegalArgumentException("a queue cannot be drained into itself");
        if (most <= 0) return 0;
        ArraySource answer = call(request(Ops.QUEUE_DRAIN).int32(most));
        int count = int32(answer);
        RuntimeException first = null;
        for (int i = 0; i < count; i++) {
            try {
                target.add((E) value(answer));
            } catch (RuntimeException e) {
                if (first == null) first = e;
            }
        }
        if (first != null) throw first;
        return count;
    }

    /** The next value, behind its length; what follows it can be read even if it cannot. */
    private static Object value(ArraySource in) {
        Object value = Place.value(sized(in));
        if (value == null) throw new IllegalStateException("a queue has no null");
        return value;
    }

    // ---- looking ----

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable E peek() {
        ArraySource answer = call(request(Ops.QUEUE_PEEK));
        return answer.remaining() == 0 ? null : (E) Place.value(answer);
    }

    @Override
    public E element() {
        E element = peek();
        if (element == null) throw new NoSuchElementException();
        return element;
    }

    @Override
    public int size() {
        try {
            return end.size();
        } catch (HomeLost e) {
            throw lost(e);
        }
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public int remainingCapacity() {
        return int32(call(request(Ops.QUEUE_ROOM)));
    }

    /** An element and its number, which tells it from equal ones. */
    private record Numbered<E>(long number, E element) {}

    @SuppressWarnings("unchecked")
    private List<Numbered<E>> snapshot() {
        ArraySource answer = call(request(Ops.QUEUE_SNAPSHOT));
        int count = int32(answer);
        List<Numbered<E>> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) elements.add(new Numbered<>(int64(answer), (E) value(answer)));
        return elements;
    }

    private List<E> elements() {
        List<E> elements = new ArrayList<>();
        for (Numbered<E> each : snapshot()) elements.add(each.element);
        return elements;
    }

    private boolean removeNumber(long number) {
        return flag(call(request(Ops.QUEUE_REMOVE).int64(number)));
    }

    /** {@return an iterator over the elements that are in the queue now; {@code remove} removes from the queue} */
    @Override
    public Iterator<E> iterator() {
        Iterator<Numbered<E>> each = snapshot().iterator();
        return new Iterator<>() {
            private @Nullable Numbered<E> last;

            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public E next() {
                Numbered<E> next = each.next();
                last = next;
                return next.element;
            }

            @Override
            public void remove() {
                if (last == null) throw new IllegalStateException();
                removeNumber(last.number);
                last = null;
            }
        };
    }

    @Override
    public Spliterator<E> spliterator() {
        return elements().spliterator();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && elements().contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return elements().containsAll(elements);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        if (element == null) return false;
        for (Numbered<E> each : snapshot()) if (each.element.equals(element) && removeNumber(each.number)) return true;
        return false;
    }

    @Override
    public boolean removeAll(Collection<?> elements) {
        Objects.requireNonNull(elements);
        return removeIf(elements::contains);
    }

    @Override
    public boolean retainAll(Collection<?> elements) {
        Objects.requireNonNull(elements);
        return removeIf(element -> !elements.contains(element));
    }

    @Override
    public void clear() {
        while (int32(call(request(Ops.QUEUE_DRAIN).int32(Integer.MAX_VALUE))) > 0) {
            // Those who waited for room have put meanwhile.
        }
    }

    @Override
    public Object[] toArray() {
        return elements().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return elements().toArray(array);
    }

    // ---- tasks ----

    /**
     * Tells that the work on an element that was taken is done: Python's {@code task_done()}.
     *
     * @throws IllegalStateException if it was called more often than elements were put
     */
    public void taskDone() {
        call(request(Ops.QUEUE_TASK_DONE));
    }

    /**
     * Waits until {@link #taskDone()} has been called for every element that was put: Python's {@code JoinableQueue.join()}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void joinTasks() throws InterruptedException {
        ensureNotInterrupted();
        callInterruptibly(request(Ops.QUEUE_JOIN));
    }

    /**
     * Waits until {@link #taskDone()} has been called for every element that was put, or the time is over.
     *
     * @return whether it has
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean joinTasks(Duration timeout) throws InterruptedException {
        ensureNotInterrupted();
        return call(request(Ops.QUEUE_JOIN), Times.nanos(timeout), TimeUnit.NANOSECONDS) != null;
    }

    // ---- the end ----

    /**
     * Ends the queue for all processes; what is in it is dropped. Whoever waits for it gets an {@link IllegalStateException}, as does whoever
     * uses it afterwards. Closing it again does nothing.
     */
    @Override
    public void close() {
        super.close();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
