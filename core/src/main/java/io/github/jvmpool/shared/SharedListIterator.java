package io.github.jvmpool.shared;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;

/**
 * Goes over the elements that a {@link SharedList} had when it was made. It changes the list as long as nobody else does; after that it is a
 * {@link ConcurrentModificationException} to change it.
 */
final class SharedListIterator<E> implements ListIterator<E> {
    /** What an iterator can do to its list; each does nothing and returns false if the list is not of the version given. */
    interface Changes<E> {
        boolean set(long version, int index, E element);

        boolean remove(long version, int index);

        boolean replaceAll(long version, List<E> elements);
    }

    private final List<E> elements;
    private final Changes<E> changes;
    private long version;
    private int next;

    /** The index of what was returned last, or -1 if there is nothing to be changed. */
    private int last = -1;

    SharedListIterator(List<E> elements, long version, int index, Changes<E> changes) {
        if (index < 0 || index > elements.size())
            throw new IndexOutOfBoundsException("Index: " + index + ", Size: " + elements.size());
        this.elements = elements;
        this.version = version;
        this.next = index;
        this.changes = changes;
    }

    @Override
    public boolean hasNext() {
        return next < elements.size();
    }

    @Override
    public E next() {
        if (!hasNext()) throw new NoSuchElementException();
        last = next++;
        return elements.get(last);
    }

    @Override
    public boolean hasPrevious() {
        return next > 0;
    }

    @Override
    public E previous() {
        if (!hasPrevious()) throw new NoSuchElementException();
        last = --next;
        return elements.get(last);
    }

    @Override
    public int nextIndex() {
        return next;
    }

    @Override
    public int previousIndex() {
        return next - 1;
    }

    @Override
    public void remove() {
        ensureLast();
        changed(changes.remove(version, last));
        elements.remove(last);
        next = last;
        last = -1;
    }

    @Override
    public void set(E element) {
        ensureLast();
        changed(changes.set(version, last, element));
        elements.set(last, element);
    }

    @Override
    public void add(E element) {
        elements.add(next, element);
        if (!changes.replaceAll(version, elements)) {
            elements.remove(next);
            changed(false);
        }
        version++;
        next++;
        last = -1;
    }

    private void ensureLast() {
        if (last < 0) throw new IllegalStateException("next() or previous() comes first");
    }

    /** Each change of the list counts its version up by one. */
    private void changed(boolean done) {
        if (!done) throw new ConcurrentModificationException("the list has been changed by others");
        version++;
    }
}
