package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link List} of several processes: Python's {@code Manager().list()}. Each operation is atomic, also those that change many elements.
 * Elements are copied: to change one, set it anew with {@link #set} or {@link #update}, unless it is a shared object itself.
 *
 * <p>Iterators and streams go over the elements that were there when they were made, whatever happens to the list meanwhile. An iterator
 * can change the list as long as nobody else does; after that to change it is a {@link java.util.ConcurrentModificationException}.
 *
 * @param <E> the elements, which may be null
 */
public final class SharedList<E> extends AbstractList<E> implements RandomAccess, AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    SharedList(Remote remote) {
        this.remote = remote;
    }

    /** {@return an empty list} */
    public static <E> SharedList<E> create() {
        return createIn(SharedObject.first());
    }

    static <E> SharedList<E> createIn(Place place) {
        return new SharedList<>(SharedObject.createAt(place, Types.LIST));
    }

    // ---- one element ----

    @Override
    public int size() {
        return SharedObject.int32(SharedObject.call(remote.request(Ops.LIST_SIZE)));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // elements may be null where E says so
    public E get(int index) {
        return (E) Place.value(SharedObject.call(remote.request(Ops.LIST_GET).int32(index)));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // as above
    public E set(int index, E element) {
        return (E) Place.value(
                SharedObject.call(Calls.item(remote.request(Ops.LIST_SET).int32(index), element)));
    }

    @Override
    public boolean add(E element) {
        SharedObject.call(Calls.item(remote.request(Ops.LIST_ADD), element));
        return true;
    }

    @Override
    public void add(int index, E element) {
        SharedObject.call(Calls.item(remote.request(Ops.LIST_INSERT).int32(index), element));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // as above
    public E remove(int index) {
        return (E) Place.value(SharedObject.call(remote.request(Ops.LIST_REMOVE).int32(index)));
    }

    /**
     * Sets an element to what {@code update} makes of it, in this process and if need be more than once, so that no other change gets lost.
     *
     * @return the element after
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public E update(int index, UnaryOperator<E> update) {
        for (; ; ) {
            Snapshot<E> there = snapshot();
            E after = update.apply(there.elements.get(index));
            if (setIf(there.version, index, after)) return after;
        }
    }

    @Override
    public boolean remove(@Nullable Object element) {
        for (; ; ) {
            Snapshot<E> there = snapshot();
            int index = there.elements.indexOf(element);
            if (index < 0) return false;
            if (removeIf(there.version, index)) return true;
        }
    }

    // ---- what takes effect only if the list has not changed ----

    private boolean setIf(long version, int index, E element) {
        var request = remote.request(Ops.LIST_SET_IF).int64(version).int32(index);
        return SharedObject.flag(SharedObject.call(Calls.item(request, element)));
    }

    private boolean removeIf(long version, int index) {
        var request = remote.request(Ops.LIST_REMOVE_IF).int64(version).int32(index);
        return SharedObject.flag(SharedObject.call(request));
    }

    private boolean replaceIf(long version, List<E> elements) {
        var request = remote.request(Ops.LIST_REPLACE_IF).int64(version).int32(elements.size());
        for (E element : elements) Calls.sizedItem(request, element);
        return SharedObject.flag(SharedObject.call(request));
    }

    // ---- all elements ----

    private record Snapshot<E>(long version, List<E> elements) {}

    @SuppressWarnings("unchecked")
    private Snapshot<E> snapshot() {
        ArraySource answer = SharedObject.call(remote.request(Ops.LIST_SNAPSHOT));
        long version = SharedObject.int64(answer);
        int count = SharedObject.int32(answer);
        List<E> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SharedObject.int32(answer);
            elements.add((E) Place.value(answer));
        }
        return new Snapshot<>(version, elements);
    }

    private interface Change<E> {
        /** Returns false if there is nothing to change. */
        boolean apply(List<E> elements);
    }

    private boolean change(Change<E> change) {
        for (; ; ) {
            Snapshot<E> there = snapshot();
            List<E> elements = new ArrayList<>(there.elements);
            if (!change.apply(elements)) return false;
            if (replaceIf(there.version, elements)) return true;
        }
    }

    @Override
    public void clear() {
        SharedObject.call(remote.request(Ops.LIST_CLEAR));
    }

    @Override
    public boolean addAll(Collection<? extends E> added) {
        List<E> copy = new ArrayList<>(added);
        return !copy.isEmpty() && change(elements -> elements.addAll(copy));
    }

    @Override
    public boolean addAll(int index, Collection<? extends E> added) {
        List<E> copy = new ArrayList<>(added);
        Objects.checkIndex(index, size() + 1);
        return !copy.isEmpty() && change(elements -> elements.addAll(index, copy));
    }

    @Override
    public boolean removeAll(Collection<?> removed) {
        Objects.requireNonNull(removed);
        return change(elements -> elements.removeAll(removed));
    }

    @Override
    public boolean retainAll(Collection<?> kept) {
        Objects.requireNonNull(kept);
        return change(elements -> elements.retainAll(kept));
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        Objects.requireNonNull(filter);
        return change(elements -> elements.removeIf(filter));
    }

    @Override
    public void replaceAll(UnaryOperator<E> operator) {
        Objects.requireNonNull(operator);
        change(elements -> {
            elements.replaceAll(operator);
            return true;
        });
    }

    @Override
    public void sort(@Nullable Comparator<? super E> order) {
        change(elements -> {
            elements.sort(order);
            return true;
        });
    }

    @Override
    protected void removeRange(int from, int to) {
        change(elements -> {
            elements.subList(from, to).clear();
            return true;
        });
    }

    // ---- looking ----

    @Override
    public boolean contains(@Nullable Object element) {
        return snapshot().elements.contains(element);
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return snapshot().elements.containsAll(elements);
    }

    @Override
    public int indexOf(@Nullable Object element) {
        return snapshot().elements.indexOf(element);
    }

    @Override
    public int lastIndexOf(@Nullable Object element) {
        return snapshot().elements.lastIndexOf(element);
    }

    @Override
    public Iterator<E> iterator() {
        return listIterator();
    }

    @Override
    public ListIterator<E> listIterator(int index) {
        Snapshot<E> there = snapshot();
        return new SharedListIterator<>(there.elements, there.version, index, new SharedListIterator.Changes<>() {
            @Override
            public boolean set(long version, int index, E element) {
                return setIf(version, index, element);
            }

            @Override
            public boolean remove(long version, int index) {
                return removeIf(version, index);
            }

            @Override
            public boolean replaceAll(long version, List<E> elements) {
                return replaceIf(version, elements);
            }
        });
    }

    @Override
    public void forEach(Consumer<? super E> action) {
        snapshot().elements.forEach(action);
    }

    @Override
    public Spliterator<E> spliterator() {
        return snapshot().elements.spliterator();
    }

    @Override
    public Object[] toArray() {
        return snapshot().elements.toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return snapshot().elements.toArray(array);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof SharedList<?> that && that.remote.isSame(remote)) return true;
        return other instanceof List<?> && snapshot().elements.equals(other);
    }

    @Override
    public int hashCode() {
        return snapshot().elements.hashCode();
    }

    @Override
    public String toString() {
        return snapshot().elements.toString();
    }

    /** Ends the list for all processes; whoever uses it afterwards gets an {@link IllegalStateException}. */
    @Override
    public void close() {
        Calls.close(remote);
    }

    private Object writeReplace() {
        return Calls.handle(SharedList.class, remote);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }
}
