package io.github.jvmpool.shared;

import java.util.AbstractCollection;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sets of keys and of entries and the collection of values of a {@link SharedMap}. Each iteration goes over a snapshot of its own, whose
 * size is its own too: streams must not be told another.
 */
final class MapViews<K, V> {
    private final SharedMap<K, V> map;
    private final Supplier<Map<K, V>> snapshot;

    MapViews(SharedMap<K, V> map, Supplier<Map<K, V>> snapshot) {
        this.map = map;
        this.snapshot = snapshot;
    }

    Set<K> keys() {
        return new Keys();
    }

    Collection<V> values() {
        return new Values();
    }

    Set<Entry<K, V>> entries() {
        return new Entries();
    }

    /** Removes the entries that are wanted and have not been changed since they were looked at. */
    private boolean removeEntriesIf(Predicate<? super Entry<K, V>> wanted) {
        boolean changed = false;
        for (Entry<K, V> each : snapshot.get().entrySet())
            changed |= wanted.test(each) && map.remove(each.getKey(), each.getValue());
        return changed;
    }

    private final class Keys extends AbstractSet<K> {
        @Override
        public int size() {
            return map.size();
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public boolean contains(Object key) {
            return map.containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return map.remove(key) != null;
        }

        @Override
        public Iterator<K> iterator() {
            return new Each<>(Entry::getKey);
        }

        @Override
        public Spliterator<K> spliterator() {
            return snapshot.get().keySet().spliterator();
        }
    }

    private final class Values extends AbstractCollection<V> {
        @Override
        public int size() {
            return map.size();
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public boolean contains(Object value) {
            return map.containsValue(value);
        }

        @Override
        public boolean remove(@Nullable Object value) {
            for (Entry<K, V> each : snapshot.get().entrySet())
                if (each.getValue().equals(value) && map.remove(each.getKey(), each.getValue())) return true;
            return false;
        }

        @Override
        public boolean removeIf(Predicate<? super V> filter) {
            return removeEntriesIf(entry -> filter.test(entry.getValue()));
        }

        @Override
        public Iterator<V> iterator() {
            return new Each<>(Entry::getValue);
        }

        @Override
        public Spliterator<V> spliterator() {
            return snapshot.get().values().spliterator();
        }
    }

    private final class Entries extends AbstractSet<Entry<K, V>> {
        @Override
        public int size() {
            return map.size();
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public boolean contains(@Nullable Object entry) {
            return entry instanceof Entry<?, ?> wanted
                    && wanted.getKey() != null
                    && wanted.getValue() != null
                    && wanted.getValue().equals(map.get(wanted.getKey()));
        }

        @Override
        public boolean remove(@Nullable Object entry) {
            return entry instanceof Entry<?, ?> wanted
                    && wanted.getKey() != null
                    && map.remove(wanted.getKey(), wanted.getValue());
        }

        @Override
        public boolean removeIf(Predicate<? super Entry<K, V>> filter) {
            return removeEntriesIf(filter);
        }

        @Override
        public Iterator<Entry<K, V>> iterator() {
            return new Each<>(Through::new);
        }

        @Override
        public Spliterator<Entry<K, V>> spliterator() {
            Set<Entry<K, V>> entries = new java.util.LinkedHashSet<>();
            for (Entry<K, V> each : snapshot.get().entrySet()) entries.add(new Through(each));
            return entries.spliterator();
        }
    }

    /** Goes over the entries that were there when it was made, and removes from the map. */
    private final class Each<T> implements Iterator<T> {
        private final Iterator<Entry<K, V>> each = snapshot.get().entrySet().iterator();
        private final Function<Entry<K, V>, T> part;
        private @Nullable K last;

        Each(Function<Entry<K, V>, T> part) {
            this.part = part;
        }

        @Override
        public boolean hasNext() {
            return each.hasNext();
        }

        @Override
        public T next() {
            Entry<K, V> next = each.next();
            last = next.getKey();
            return part.apply(next);
        }

        @Override
        public void remove() {
            if (last == null) throw new IllegalStateException();
            map.remove(last);
            last = null;
        }
    }

    /** An entry whose value is put into the map when it is set. */
    private final class Through extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1;

        Through(Entry<K, V> entry) {
            super(entry);
        }

        @Override
        public V setValue(V value) {
            map.put(getKey(), value);
            return super.setValue(value);
        }
    }
}
