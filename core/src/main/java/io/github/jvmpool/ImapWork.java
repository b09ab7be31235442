package io.github.jvmpool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An {@code imap} under way. A feeder, on a helper thread, reads the input and submits it; threads of the backend put outcomes into
 * a ring; the reader takes them out.
 *
 * <p>At most {@link #WINDOW} items, and as many as take {@link #MEMORY} bytes in their encoded form, are taken from the input and
 * not yet read (a simulation has smaller {@link Bounds}): this bounds the ring too. As many as may have {@link #RESULTS} bytes of
 * results, if each has as many as the largest that came lately, or one for each worker if that is more. How large results are is
 * not known before some have come: the feeder begins with a chunk for each worker and then doubles. It knows nothing of the
 * {@link ImapIterator}, so that one that is dropped can be collected.
 *
 * <p>Both waits follow one pattern: announce, look again, park; the other side changes, then looks for the announcement.
 */
final class ImapWork implements Work {
    static final int WINDOW = 4096;
    static final long MEMORY = 64L << 20;
    static final long RESULTS = 32L << 20;

    /** A large result is forgotten by this part with each that comes after it, so that a single one does not slow down the rest. */
    private static final int FORGETTING = 64;

    /**
     * How far the input may be read ahead of the reader.
     *
     * @param window items taken and not yet read, a power of two
     * @param numbers after how many items their numbers start again, so that an input may be infinite; a multiple of the window
     * @param memory bytes that these items take
     * @param results bytes that their results may take
     * @param flat each item is counted with at least so many bytes; only what is above is kept account of item by item
     */
    record Bounds(int window, int numbers, long memory, long results, int flat) {
        static final Bounds USUAL = new Bounds(WINDOW, 1 << 30, MEMORY, RESULTS, 8 << 10);
    }

    private static final Object NULL = new Object();

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle TAIL;
    private static final VarHandle READER;
    private static final VarHandle ARRIVED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(ImapWork.class, "tail", long.class);
            READER = lookup.findVarHandle(ImapWork.class, "reader", Thread.class);
            ARRIVED = lookup.findVarHandle(ImapWork.class, "arrived", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** An item failed. */
    record Failed(Throwable failure) {}

    /** The outcome of an item that took so many bytes above {@link Bounds#flat}. */
    private record Sized(Object outcome, long excess) {}

    private final BackendPool pool;
    private final Delivery delivery;
    private final TaskOptions options;
    private final @Nullable Duration timeout;
    private final @Nullable ProgressTracker tracker;
    private final boolean ordered;
    private final Bounds bounds;
    private final Clock clock;

    /** Outcome {@code n} stands in slot {@code n % window} from its arrival until it is read. */
    private final @Nullable Object[] slots;

    /** Outcomes that have a place, unordered. */
    @SuppressWarnings("UnusedVariable") // by VarHandle
    private volatile long tail;

    /** Outcomes read: written by the reader. */
    private volatile long read;

    /** The reader while it is parked, waiting for outcome {@link #read}. */
    private volatile @Nullable Thread reader;

    /** Items taken from the input: feeder only. */
    private long taken;

    /** Items that have, or will have, an outcome: feeder only. */
    private long sent;

    /** How many outcomes there will be, or -1 while that is open; {@link #inputFailure} is written before. */
    private volatile long end = -1;

    private @Nullable Throwable inputFailure;

    /** Bytes above {@link Bounds#flat} of items whose outcome is not read; each side adds to its own. Only large items are in {@link #large}. */
    private final ConcurrentHashMap<Integer, Long> large = new ConcurrentHashMap<>();

    private volatile boolean anyLarge;
    private volatile long excessTaken;
    private volatile long excessRead;
    private long lastExcess;

    /** Outcomes that have come, counted until they are as many as the window or a few more. */
    private volatile long arrived;

    /** About how large the largest result is that came lately, or 0 if they are small. A lost update is harmless. */
    private volatile long largest;

    /** The feeder's thread while it is parked for want of room, until {@link #read} has reached {@link #resumeAt}. */
    private volatile @Nullable Thread parkedFeeder;

    private volatile long resumeAt;

    /** The thread that reads the input, to be interrupted; guarded by {@link #slots}. */
    private @Nullable Thread feeder;

    private volatile boolean closed;
    private volatile boolean terminated;
    private volatile boolean poolCloses;

    ImapWork(Operations operations, boolean ordered, Bounds bounds) {
        this.pool = operations.pool();
        this.delivery = operations.delivery;
        this.options = operations.options();
        this.timeout = operations.timeout();
        this.tracker = ProgressTracker.of(options, delivery);
        this.ordered = ordered;
        this.bounds = bounds;
        this.clock = delivery.backend.clock();
        this.slots = new @Nullable Object[bounds.window];
    }

    /** Starts to read the input. */
    void start(Packer packer, Iterable<?> items, int chunksize) {
        pool.feeding(this);
        try {
            delivery.backend.helpers().execute(() -> feed(packer, items, chunksize));
        } catch (Throwable refused) {
            pool.fed(this);
            throw refused;
        }
    }

    // ---- the feeder

    private void feed(Packer packer, Iterable<?> items, int chunksize) {
        synchronized (slots) {
            feeder = Thread.currentThread();
        }
        Throwable failure = null;
        try {
            try {
                if (!abandoned()) readAll(packer, items.iterator(), Math.min(chunksize, bounds.window));
            } catch (Throwable thrown) {
                failure = thrown;
            }
            send(packer);
        } catch (Throwable refused) {
            // What the input threw would come after the items that are refused.
            if (failure != null && failure != refused) refused.addSuppressed(failure);
            failure = refused;
        } finally {
            synchronized (slots) {
                feeder = null;
                Thread.interrupted(); // it was meant for this input
            }
            if (failure != null) inputFailure = closed ? null : Failures.shown(failure);
            if (tracker != null) tracker.total(sent);
            end = sent;
            wakeReader(true);
            pool.fed(this);
        }
    }

    private void readAll(Packer packer, Iterator<?> input, int chunksize) {
        while (true) {
            if (!fits()) {
                send(packer);
                awaitRoom();
            }
            if (packer.count() == 0) awaitFirstResults(chunksize);
            if (abandoned() || !input.hasNext()) return;
            Object item = input.next();
            long before = packer.bytes();
            try {
                packer.add(item);
            } catch (ShippingException | NullPointerException cannotTravel) {
                send(packer);
                sent++;
                failed((int) (taken++ % bounds.numbers), cannotTravel);
                continue;
            }
            account(packer.bytes() - before - bounds.flat);
            taken++;
            if (packer.count() >= chunksize || taken % bounds.numbers == 0) send(packer);
        }
    }

    private void account(long excess) {
        lastExcess = Math.max(excess, 0);
        if (excess <= 0) return;
        long total = excessTaken;
        excessTaken = total + excess;
        large.put((int) (taken % bounds.numbers), excess);
        anyLarge = true;
    }

    private void send(Packer packer) {
        int count = packer.count();
        if (count == 0 || abandoned()) return;
        delivery.backend.submit(packer.cut(this, (int) (sent % bounds.numbers), false));
        sent += count;
    }

    private boolean fits() {
        long ahead = taken - read;
        if (ahead == 0) return true;
        long excess = excessTaken - excessRead;
        if (ahead >= bounds.window || (ahead + 1) * bounds.flat + excess + lastExcess > bounds.memory) return false;
        long result = largest;
        return (ahead + 1) * result <= bounds.results || result == 0 || ahead < delivery.backend.processes();
    }

    /** While few outcomes have come, no more are under way than have come, but a chunk for each worker at any rate. */
    private void awaitFirstResults(int chunksize) {
        if (arrived >= bounds.window) return;
        long least = (long) chunksize * delivery.backend.processes();
        if (!isEarly(least)) return;
        parkedFeeder = Thread.currentThread();
        try {
            while (!abandoned() && isEarly(least)) clock.park(this, Long.MAX_VALUE);
        } finally {
            parkedFeeder = null;
        }
    }

    private boolean isEarly(long least) {
        long came = arrived;
        return came < bounds.window && sent - came >= Math.max(least, came);
    }

    private void awaitRoom() {
        resumeAt = resumeAt(read, taken);
        parkedFeeder = Thread.currentThread();
        try {
            while (!abandoned() && (read < resumeAt || !fits())) {
                if (poolCloses)
                    throw new RejectedExecutionException(
                            delivery.backend.name() + " was closed before all of the input was taken");
                clock.park(this, Long.MAX_VALUE);
            }
        } finally {
            parkedFeeder = null;
        }
    }

    /**
     * {@return how far the reader must come before the feeder goes on} Not before a quarter of what is ahead of it has been read: a
     * hand-over for each item would cost more than the item. But never further than it can come: it may have read everything since
     * the feeder found no room.
     */
    static long resumeAt(long read, long taken) {
        return read + (taken - read + 3) / 4;
    }

    // ---- the backend

    @Override
    public TaskOptions options() {
        return options;
    }

    @Override
    public @Nullable Duration timeout() {
        return timeout;
    }

    @Override
    public boolean abandoned() {
        return closed || terminated;
    }

    @Override
    public void reported(int index, long done, long total, @Nullable String message) {
        if (tracker != null) tracker.reported(done, total, message);
    }

    @Override
    public void arriving(long bytes) {
        long before = largest;
        if (bytes <= bounds.flat && before == 0) return;
        long faded = before - before / FORGETTING - 1;
        long now = Math.max(bytes, faded);
        largest = now <= bounds.flat ? 0 : now;
    }

    @Override
    public void done(int index, @Nullable Object value) {
        if (tracker != null) tracker.itemDone(true);
        put(index, value == null ? NULL : value);
    }

    @Override
    public void failed(int index, Throwable failure) {
        if (tracker != null) tracker.itemDone(false);
        put(index, new Failed(Failures.shown(failure)));
    }

    private void put(int index, Object outcome) {
        if (closed) return;
        Object sized = outcome;
        if (anyLarge) {
            Long excess = large.remove(index);
            if (excess != null) sized = new Sized(outcome, excess);
        }
        long place = ordered ? index : (long) TAIL.getAndAdd(this, 1L);
        SLOTS.setVolatile(slots, (int) place & (bounds.window - 1), sized);
        if (arrived < bounds.window) arrived();
        wakeReader(false);
    }

    private void arrived() {
        ARRIVED.getAndAdd(this, 1L);
        var parked = parkedFeeder;
        if (parked != null) clock.unpark(parked);
    }

    private void wakeReader(boolean always) {
        var waiting = reader;
        if (waiting == null) return;
        if (!always && SLOTS.getVolatile(slots, (int) read & (bounds.window - 1)) == null) return;
        if (READER.compareAndSet(this, waiting, (Thread) null)) clock.unpark(waiting);
    }

    // ---- the reader

    /**
     * Waits for the next outcome, or for the end.
     *
     * @return whether one of them is there; false if the time is over
     */
    boolean await(long nanos) throws InterruptedException {
        if (known()) return true;
        if (Thread.interrupted()) throw new InterruptedException();
        boolean timed = nanos != Long.MAX_VALUE;
        long deadline = timed ? clock.nanoTime() + nanos : 0;
        try {
            while (true) {
                reader = Thread.currentThread();
                if (known()) return true;
                wakeFeeder();
                long left = timed ? deadline - clock.nanoTime() : Long.MAX_VALUE;
                if (left <= 0) return false;
                clock.park(this, left);
                if (known()) return true;
                if (Thread.interrupted()) throw new InterruptedException();
            }
        } finally {
            reader = null;
        }
    }

    private boolean known() {
        if (SLOTS.getVolatile(slots, (int) read & (bounds.window - 1)) != null) return true;
        return abandoned() || end == read;
    }

    /** {@return whether an outcome is there to be {@linkplain #take taken}} */
    boolean available() {
        return !closed && SLOTS.getAcquire(slots, (int) read & (bounds.window - 1)) != null;
    }

    /** Takes the outcome that is there: the value, or what the item failed with in a {@link Failed}. */
    @Nullable
    Object take() {
        long place = read;
        int slot = (int) place & (bounds.window - 1);
        Object outcome = SLOTS.getAcquire(slots, slot);
        slots[slot] = null;
        if (outcome instanceof Sized sized) {
            long total = excessRead;
            excessRead = total + sized.excess;
            outcome = sized.outcome;
        }
        read = place + 1;
        wakeFeeder();
        return outcome == NULL ? null : outcome;
    }

    private void wakeFeeder() {
        var parked = parkedFeeder;
        if (parked != null && (read >= resumeAt || abandoned() || poolCloses)) clock.unpark(parked);
    }

    /** {@return why there is nothing to come although the input may hold more, once; or null} */
    @Nullable
    Throwable takeInputFailure() {
        if (closed) return null;
        if (terminated) return termination();
        var failure = inputFailure;
        inputFailure = null;
        return failure;
    }

    boolean inputFailed() {
        if (!closed && terminated) throw termination();
        return !closed && inputFailure != null;
    }

    private CancellationException termination() {
        return new CancellationException(delivery.backend.name() + " was terminated");
    }

    /** Lets go of everything: nothing more is read or started, what runs is interrupted. */
    void close() {
        if (closed) return;
        closed = true;
        stopFeeding();
        delivery.backend.cancel(this, true);
        wakeReader(true);
    }

    /** The pool waits for its end: the feeder must not wait for a reader that may never come. */
    void poolCloses() {
        poolCloses = true;
        wakeFeeder();
    }

    void poolTerminated() {
        terminated = true;
        stopFeeding();
        wakeReader(true);
    }

    private void stopFeeding() {
        wakeFeeder();
        synchronized (slots) {
            if (feeder != null) feeder.interrupt();
        }
    }
}
