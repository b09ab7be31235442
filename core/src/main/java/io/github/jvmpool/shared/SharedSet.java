package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Set} of several processes, in the order of insertion: Python's {@code Manager().set()} (3.14). Each operation on one element is
 * atomic. Iterators go over the elements that were there when they were made; what is removed through them is removed from the set.
 *
 * @param <E> the elements, compared by their {@code equals} where the set lives; never null
 */
public final class SharedSet<E> extends AbstractSet<E> implements AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    SharedSet(Remote remote) {
        this.remote = remote;
    }

    /** {@return an empty set} */
    public static <E> SharedSet<E> create() {
        return createIn(SharedObject.first());
    }

    static <E> SharedSet<E> createIn(Place place) {
        return new SharedSet<>(SharedObject.createAt(place, Types.MAP));
    }

    private boolean changes(int op, Object element) {
        return SharedObject.flag(
                SharedObject.call(Calls.sized(remote.request(op), Objects.requireNonNull(element, "element"))));
    }

    @Override
    public int size() {
        return SharedObject.int32(SharedObject.call(remote.request(Ops.MAP_SIZE)));
    }

    @Override
    public boolean contains(Object element) {
        return changes(Ops.MAP_CONTAINS, element);
    }

    @Override
    public boolean add(E element) {
        var request = Calls.sized(remote.request(Ops.MAP_PUT_IF_ABSENT), Objects.requireNonNull(element, "element"));
        return !SharedObject.flag(SharedObject.call(Calls.item(request, true)));
    }

    @Override
    public boolean remove(Object element) {
        return changes(Ops.MAP_REMOVE, element);
    }

    @Override
    public void clear() {
        SharedObject.call(remote.request(Ops.MAP_CLEAR));
    }

    @SuppressWarnings("unchecked")
    private Set<E> snapshot() {
        ArraySource answer = SharedObject.call(remote.request(Ops.MAP_KEYS));
        int count = SharedObject.int32(answer);
        Set<E> elements = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            SharedObject.int32(answer);
            elements.add((E) Objects.requireNonNull(Place.value(answer)));
        }
        return elements;
    }

    @Override
    public Iterator<E> iterator() {
        Iterator<E> each = snapshot().iterator();
        return new Iterator<>() {
            private @Nullable E last;

            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public E next() {
                E next = each.next();
                last = next;
                return next;
            }

            @Override
            public void remove() {
                if (last == null) throw new IllegalStateException();
                SharedSet.this.remove(last);
                last = null;
            }
        };
    }

    @Override
    public Spliterator<E> spliterator() {
        return snapshot().spliterator();
    }

    @Override
    public boolean containsAll(Collection<?> elements) {
        return snapshot().containsAll(elements);
    }

    @Override
    public Object[] toArray() {
        return snapshot().toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return snapshot().toArray(array);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof SharedSet<?> that && that.remote.isSame(remote)) return true;
        return other instanceof Set<?> && snapshot().equals(other);
    }

    @Override
    public int hashCode() {
        return snapshot().hashCode();
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }

    /** Ends the set for all processes; whoever uses it afterwards gets an {@link IllegalStateException}. */
    @Override
    public void close() {
        Calls.close(remote);
    }

    private Object writeReplace() {
        return Calls.handle(SharedSet.class, remote);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }
}
