package io.github.jvmpool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The results to come of a call made for many items: {@code map}, {@code starmap}, {@code forEach} and their kin. */
final class MapResult<R> extends WorkResult<List<R>> {
    /** Up to this size a chunk grows; past either limit it is cut. */
    private static final int LARGEST_CHUNK = 4096;

    private static final int FULL_CHUNK = 128 << 10;

    /** An item of this many bytes ends its chunk: more of them together gain nothing. */
    private static final int LARGE_ITEM = 64 << 10;

    /** More results than these are gathered on a helper thread rather than on the one that reports. */
    private static final int MANY = 1 << 14;

    /** With more failures than these attached, one could not be read any more. */
    private static final int MOST_ATTACHED = 100;

    private static final VarHandle OUTSTANDING;

    static {
        try {
            OUTSTANDING = MethodHandles.lookup().findVarHandle(MapResult.class, "outstanding", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private record Failed(Throwable failure) {}

    private final Results results;

    /** Items submitted and not ended, and one more while the input is being read. */
    @SuppressWarnings("UnusedVariable") // by VarHandle
    private volatile int outstanding = 1;

    /** Items read; written by the thread that reads them, read after {@link #outstanding} has become 0. */
    private int count;

    private volatile boolean anyFailed;

    MapResult(Operations operations, @Nullable Callbacks<List<R>> callbacks, Iterable<?> items) {
        super(operations, callbacks);
        int size = items instanceof Collection<?> known ? known.size() : -1;
        results = new Results(size < 0 ? 64 : size);
        if (tracker != null && size >= 0) tracker.total(size);
    }

    /**
     * Reads the items and submits them, on the thread of the caller. Whatever goes wrong while doing so ends the work.
     *
     * @param chunksize how many items travel together, or 0 to choose
     * @param waits whether the caller is going to wait for the end, so that an interrupt is meant for the work
     */
    void submit(Call call, Iterable<?> items, int chunksize, boolean waits) {
        try {
            var packer = delivery.backend.packer(call);
            int first = 0;
            int target = chunksize > 0 ? chunksize : 1;
            long before = 0;
            for (Object item : items) {
                packer.add(item);
                if (++count == Integer.MAX_VALUE - 8) throw new IllegalArgumentException("too many items for one list");
                long bytes = packer.bytes();
                boolean full = packer.count() >= target
                        || (chunksize == 0 && (bytes >= FULL_CHUNK || bytes - before >= LARGE_ITEM));
                before = bytes;
                if (!full) continue;
                send(packer, first, chunksize == 0);
                first = count;
                before = 0;
                if (chunksize == 0) target = Math.min(target * 4, LARGEST_CHUNK);
                if (waits && Thread.currentThread().isInterrupted()) throw Failures.interrupted();
            }
            if (packer.count() > 0) send(packer, first, chunksize == 0);
        } catch (Throwable failure) {
            cancel(true);
            throw failure;
        }
        if (tracker != null) tracker.total(count);
        ended(1);
    }

    private void send(Packer packer, int first, boolean splittable) {
        int items = packer.count();
        results.ensure(first + items);
        OUTSTANDING.getAndAdd(this, items);
        delivery.backend.submit(packer.cut(this, first, splittable));
    }

    @Override
    public void done(int index, @Nullable Object value) {
        results.set(index, value);
        if (tracker != null) tracker.itemDone(true);
        ended(1);
    }

    @Override
    public boolean store(int index, @Nullable Object value) {
        if (tracker != null) return false;
        results.set(index, value);
        return true;
    }

    @Override
    public void stored(int items) {
        ended(items);
    }

    @Override
    public void failed(int index, Throwable failure) {
        results.set(index, new Failed(failure));
        anyFailed = true;
        if (tracker != null) tracker.itemDone(false);
        ended(1);
    }

    private void ended(int items) {
        if ((int) OUTSTANDING.getAndAdd(this, -items) != items) return;
        if (isDone()) return;
        if (count > MANY) delivery.helper(this::gather);
        else gather();
    }

    @SuppressWarnings("unchecked")
    private void gather() {
        List<@Nullable Object> all = results.toList(count);
        if (anyFailed) settle(null, failure(all));
        else settle((List<R>) all, null);
    }

    /** {@return the first failure in item order, the others attached; or that the pool was terminated or is broken, if it was} */
    private Throwable failure(List<@Nullable Object> all) {
        Throwable first = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean broken = false;
        int attached = 0;
        int rest = 0;
        for (Object outcome : all) {
            if (!(outcome instanceof Failed failed) || !seen.add(failed.failure)) continue;
            if (failed.failure instanceof CancellationException && delivery.backend.isShutdown()) return failed.failure;
            if (failed.failure instanceof PoolBrokenException) {
                if (broken) continue; // it fails all that is left, in the same words: once is enough
                broken = true;
            }
            if (first == null) first = Failures.shown(failed.failure);
            else if (attached++ < MOST_ATTACHED) first.addSuppressed(Failures.shown(failed.failure));
            else rest++;
        }
        if (first == null) throw new AssertionError("no failure found");
        if (rest > 0) first.addSuppressed(new PoolException(rest + " more items failed", null));
        return first;
    }
}
