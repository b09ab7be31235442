package io.github.jvmpool.shared;

import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Request;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConcurrentMap} of several processes: Python's {@code Manager().dict()}, in the order of insertion like that. Each operation is
 * atomic. Values are copied: to change one, put it anew or {@link #compute} it, unless it is a shared object itself.
 *
 * <p>The functions of {@code compute…} and {@code merge} run once, in the process where the map lives, while no other operation of the map
 * does; a function that was not written for that, a {@code BiFunction} in a variable, runs in this process and if need be more than once.
 * Iterators and views go over the entries that are there when they are asked, whatever happens to the map meanwhile; what is removed
 * through them or set by their entries is removed from the map or put into it.
 *
 * @param <K> the keys, compared by their {@code equals} where the map lives; never null
 * @param <V> the values; never null
 */
public final class SharedMap<K, V> extends AbstractMap<K, V>
        implements ConcurrentMap<K, V>, AutoCloseable, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Remote remote;

    SharedMap(Remote remote) {
        this.remote = remote;
    }

    /** {@return an empty map} */
    public static <K, V> SharedMap<K, V> create() {
        return createIn(SharedObject.first());
    }

    static <K, V> SharedMap<K, V> createIn(Place place) {
        return new SharedMap<>(SharedObject.createAt(place, Types.MAP));
    }

    Remote remote() {
        return remote;
    }

    private Request request(int op, Object key) {
        return Calls.sized(remote.request(op), Objects.requireNonNull(key, "key"));
    }

    private static <V> V notNull(@Nullable V value) {
        return Objects.requireNonNull(value, "value");
    }

    /** Whether there is a value, and that. */
    @SuppressWarnings("unchecked")
    private @Nullable V value(Request request) {
        ArraySource answer = SharedObject.call(request);
        return SharedObject.flag(answer) ? (V) Place.value(answer) : null;
    }

    // ---- one entry ----

    @Override
    public int size() {
        return SharedObject.int32(SharedObject.call(remote.request(Ops.MAP_SIZE)));
    }

    @Override
    public boolean containsKey(Object key) {
        return SharedObject.flag(SharedObject.call(request(Ops.MAP_CONTAINS, key)));
    }

    @Override
    public boolean containsValue(Object value) {
        notNull(value);
        return snapshot().containsValue(value);
    }

    @Override
    public @Nullable V get(Object key) {
        return value(request(Ops.MAP_GET, key));
    }

    @Override
    public V getOrDefault(Object key, V other) {
        V value = get(key);
        return value == null ? other : value;
    }

    @Override
    public @Nullable V put(K key, V value) {
        return value(Calls.item(request(Ops.MAP_PUT, key), notNull(value)));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return value(Calls.item(request(Ops.MAP_PUT_IF_ABSENT, key), notNull(value)));
    }

    @Override
    public @Nullable V remove(Object key) {
        return value(request(Ops.MAP_REMOVE, key));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        if (value == null) {
            Objects.requireNonNull(key, "key");
            return false;
        }
        return SharedObject.flag(SharedObject.call(Calls.value(request(Ops.MAP_REMOVE_IF, key), value)));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return value(Calls.item(request(Ops.MAP_REPLACE, key), notNull(value)));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        Request request = Calls.sized(request(Ops.MAP_REPLACE_IF, key), notNull(expected));
        return SharedObject.flag(SharedObject.call(Calls.item(request, notNull(value))));
    }

    // ---- functions ----

    /** As {@link ConcurrentMap#compute}; the function runs once, where the map lives. */
    public @Nullable V compute(
            K key, RemoteBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return value(Calls.value(request(Ops.MAP_COMPUTE, key), Objects.requireNonNull(function, "function")));
    }

    /** As {@link ConcurrentMap#computeIfAbsent}; the function runs at most once, where the map lives. */
    public @Nullable V computeIfAbsent(K key, RemoteFunction<? super K, ? extends @Nullable V> function) {
        return value(
                Calls.value(request(Ops.MAP_COMPUTE_IF_ABSENT, key), Objects.requireNonNull(function, "function")));
    }

    /** As {@link ConcurrentMap#computeIfPresent}; the function runs at most once, where the map lives. */
    public @Nullable V computeIfPresent(K key, RemoteBiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return value(
                Calls.value(request(Ops.MAP_COMPUTE_IF_PRESENT, key), Objects.requireNonNull(function, "function")));
    }

    /** As {@link ConcurrentMap#merge}; the function runs at most once, where the map lives. */
    public @Nullable V merge(K key, V value, RemoteBiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Request request = Calls.sized(request(Ops.MAP_MERGE, key), notNull(value));
        return value(Calls.value(request, Objects.requireNonNull(function, "function")));
    }

    /** As {@link ConcurrentMap#replaceAll}, but all at once; the function runs where the map lives. */
    public void replaceAll(RemoteBiFunction<? super K, ? super V, ? extends V> function) {
        SharedObject.call(
                Calls.value(remote.request(Ops.MAP_REPLACE_ALL), Objects.requireNonNull(function, "function")));
    }

    /** A value and what tells its entry from what it was before and will be later; neither value nor change if there is none. */
    private record Versioned<V>(long change, @Nullable V value) {}

    @SuppressWarnings("unchecked")
    private Versioned<V> read(K key) {
        ArraySource answer = SharedObject.call(request(Ops.MAP_READ, key));
        long change = SharedObject.int64(answer);
        return new Versioned<>(change, change == 0 ? null : (V) Place.value(answer));
    }

    /** Sets a value, or removes the entry, unless it has changed; returns whether it had not. */
    private boolean setIf(K key, Versioned<V> there, @Nullable V value) {
        Request request = request(Ops.MAP_SET_IF, key).int64(there.change).flag(value != null);
        if (value != null) Calls.item(request, value);
        return SharedObject.flag(SharedObject.call(request));
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        for (; ; ) {
            Versioned<V> there = read(key);
            V after = function.apply(key, there.value);
            if (after == null && there.value == null) return null;
            if (setIf(key, there, after)) return after;
        }
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        return ConcurrentMap.super.computeIfAbsent(key, function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        for (; ; ) {
            Versioned<V> there = read(key);
            if (there.value == null) return null;
            V after = function.apply(key, there.value);
            if (setIf(key, there, after)) return after;
        }
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        notNull(value);
        for (; ; ) {
            Versioned<V> there = read(key);
            V after = there.value == null ? value : function.apply(there.value, value);
            if (setIf(key, there, after)) return after;
        }
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        BiFunction<K, V, V> here = (key, value) -> notNull(function.apply(key, value));
        for (K key : snapshot().keySet()) computeIfPresent(key, here);
    }

    // ---- all entries ----

    @SuppressWarnings("unchecked")
    private Map<K, V> snapshot() {
        ArraySource answer = SharedObject.call(remote.request(Ops.MAP_SNAPSHOT));
        int count = SharedObject.int32(answer);
        Map<K, V> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            SharedObject.int32(answer);
            K key = (K) notNull(Place.value(answer));
            SharedObject.int32(answer);
            entries.put(key, (V) notNull(Place.value(answer)));
        }
        return entries;
    }

    @Override
    public void clear() {
        SharedObject.call(remote.request(Ops.MAP_CLEAR));
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        snapshot().forEach(action);
    }

    private MapViews<K, V> views() {
        return new MapViews<>(this, this::snapshot);
    }

    @Override
    public Set<K> keySet() {
        return views().keys();
    }

    @Override
    public Collection<V> values() {
        return views().values();
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return views().entries();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof SharedMap<?, ?> that && that.remote.isSame(remote)) return true;
        return other instanceof Map<?, ?> && snapshot().equals(other);
    }

    @Override
    public int hashCode() {
        return snapshot().hashCode();
    }

    @Override
    public String toString() {
        return snapshot().toString();
    }

    /** Ends the map for all processes; whoever uses it afterwards gets an {@link IllegalStateException}. */
    @Override
    public void close() {
        Calls.close(remote);
    }

    private Object writeReplace() {
        return Calls.handle(SharedMap.class, remote);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared object travels as its handle");
    }
}
