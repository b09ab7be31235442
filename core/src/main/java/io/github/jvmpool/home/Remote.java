package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What this process has of a shared object: its name and where it lives. There is one for each object in a process as long as somebody here
 * uses it; once nobody does, the object's home is told.
 */
public final class Remote {
    private static final Cleaner CLEANER = Cleaner.create(task -> Daemons.thread("jvmpool-cleaner", task));
    private static final ConcurrentMap<Key, Known> KNOWN = new ConcurrentHashMap<>();

    private final Place place;
    private final long id;
    private final Life life;

    /** What a user of the object keeps about it in this process; made once. */
    private volatile @Nullable Object companion;

    private record Key(UUID home, long id) {}

    private static final class Known extends WeakReference<Remote> {
        Known(Remote remote) {
            super(remote);
        }
    }

    /** What outlives the object for the sake of its end. */
    private static final class Life implements Runnable {
        private final Place place;
        private final long id;
        private final Key key;
        private @Nullable Known known;

        /** When it was last sent to another process, or 0. */
        private volatile long shipped;

        Life(Place place, long id, Key key) {
            this.place = place;
            this.id = id;
            this.key = key;
        }

        @Override
        public void run() {
            Known own = known;
            if (own != null) KNOWN.remove(key, own);
            place.drop(id, shipped == 0 ? -1 : Math.max(0, System.nanoTime() - shipped));
        }
    }

    private Remote(Place place, long id, Key key) {
        this.place = place;
        this.id = id;
        this.life = new Life(place, id, key);
    }

    /** {@return what this process has of an object that its home counts for it already} */
    static Remote held(Place place, long id) {
        return find(place, id, false);
    }

    /** {@return what this process has of an object} */
    public static Remote of(Place place, long id) {
        return find(place, id, true);
    }

    private static Remote find(Place place, long id, boolean hold) {
        Key key = new Key(place.id(), id);
        for (; ; ) {
            Known known = KNOWN.get(key);
            Remote there = known == null ? null : known.get();
            if (there != null && there.place == place) return there;
            Remote made = new Remote(place, id, key);
            Known entry = new Known(made);
            made.life.known = entry;
            boolean ours = known == null ? KNOWN.putIfAbsent(key, entry) == null : KNOWN.replace(key, known, entry);
            if (!ours) continue;
            if (hold) place.hold(id);
            CLEANER.register(made, made.life);
            return made;
        }
    }

    /** {@return where the object lives} */
    public Place place() {
        return place;
    }

    /** {@return its name there} */
    public long id() {
        return id;
    }

    /** {@return a request for an operation of it} */
    public Request request(int op) {
        return new Request(place, id, op);
    }

    /** Notes that it is being sent to another process, which will need some time to say that it holds it. */
    public void ships() {
        life.shipped = System.nanoTime();
        Pins.note(this);
    }

    /** {@return what this process has of another object of the same home, which counts it for this process already} */
    public Remote sibling(long id) {
        return held(place, id);
    }

    /** Ends the object for everybody. */
    public void close() {
        place.request(Protocol.CLOSE).int64(id).call();
    }

    /** {@return whether it is the same object} */
    public boolean isSame(Remote other) {
        return id == other.id && place.id().equals(other.place.id());
    }

    /** {@return the object itself if it lives in this JVM} */
    @Nullable
    Hosted hosted() {
        return place.hosted(id);
    }

    /** {@return what this process keeps about it, made by the first who asks} */
    @SuppressWarnings("unchecked")
    <T> T companion(java.util.function.Function<Remote, T> maker) {
        Object there = companion;
        if (there == null) {
            synchronized (this) {
                there = companion;
                if (there == null) companion = there = maker.apply(this);
            }
        }
        return (T) there;
    }

    /** {@return a mark that all who use the object in this process see} */
    public AtomicBoolean mark() {
        return companion(remote -> new AtomicBoolean());
    }

    @Override
    public String toString() {
        return "object " + id + " in " + place;
    }
}
