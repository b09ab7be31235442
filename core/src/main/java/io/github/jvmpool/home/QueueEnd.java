package io.github.jvmpool.home;

import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.SharedFile;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue as one process has it: its credit and its loan, see {@link HostedQueue}. Thread-safe.
 *
 * <p>Where the queue lives in this process, it is used directly.
 */
public final class QueueEnd {
    private static final int AT_TAG = Request.HEADER;

    private final Remote remote;
    private final @Nullable SharedFile memory;

    /** Held while room is claimed and what is put sent, so that the order of claims is that of sending. */
    private final ReentrantLock putting = new ReentrantLock();

    // Guarded by putting.
    private boolean hasCredit;
    private int creditSlot;
    private int creditTag;
    private int creditNext;

    /** Held while an item of the loan is claimed. */
    private final ReentrantLock taking = new ReentrantLock();

    // Guarded by taking.
    private @Nullable ArraySource loan;
    private int loanSlot;
    private int loanTag;
    private int loanNext;
    private int loanCount;
    private int loanFlag;

    private QueueEnd(Remote remote) {
        this.remote = remote;
        this.memory = remote.place().memory();
    }

    /** {@return what this process has of the queue} */
    public static QueueEnd of(Remote remote) {
        return remote.companion(QueueEnd::new);
    }

    private @Nullable HostedQueue own() {
        return remote.hosted() instanceof HostedQueue queue ? queue : null;
    }

    // ---- putting ----

    /**
     * Puts, and waits at most so long for room; {@link Long#MAX_VALUE} for ever.
     *
     * @return whether there was room in time
     * @throws InterruptedException if the thread is interrupted before; nothing was put then
     */
    public boolean put(Object value, long nanos) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        HostedQueue own = own();
        if (own != null && own.offer(Item.of(value))) return true;
        Request request = encoded(HostedQueue.PUT, value);
        if (own == null && putOnCredit(request)) return true;
        ArraySource answer = request.call(nanos);
        if (answer == null) return false;
        if (answer.remaining() > 0) takeCredit(answer);
        return true;
    }

    /** Puts if there is room now; returns whether there was. */
    public boolean offer(Object value) {
        HostedQueue own = own();
        if (own != null) return own.offer(Item.of(value));
        Request request = encoded(HostedQueue.OFFER, value);
        if (putOnCredit(request)) return true;
        return read(request.call()) != 0;
    }

    private static int read(ArraySource in) {
        try {
            return in.int8();
        } catch (IOException e) {
            throw new IllegalStateException("the home of a queue made no sense", e);
        }
    }

    private Request encoded(int op, Object value) {
        Request request = remote.request(op);
        request.int32(-1);
        Item.write(request, value);
        return request;
    }

    private boolean putOnCredit(Request request) {
        SharedFile shared = memory;
        if (shared == null) return false;
        putting.lock();
        try {
            if (!hasCredit) return false;
            if (!Grant.claim(shared, creditSlot, creditTag, creditNext)) {
                hasCredit = false;
                return false;
            }
            creditNext++;
            request.out().patchInt32(AT_TAG, creditTag);
            request.tell(HostedQueue.PUT_ON_CREDIT);
            return true;
        } finally {
            putting.unlock();
        }
    }

    private void takeCredit(ArraySource answer) {
        putting.lock();
        try {
            creditSlot = answer.int32();
            creditTag = answer.int32();
            creditNext = 0;
            hasCredit = true;
        } catch (IOException e) {
            throw new IllegalStateException("the home of a queue made no sense", e);
        } finally {
            putting.unlock();
        }
    }

    // ---- taking ----

    /**
     * Takes, and waits at most so long for an item; {@link Long#MAX_VALUE} for ever.
     *
     * @return null if there was none in time
     * @throws InterruptedException if the thread is interrupted before; nothing was taken then
     */
    public @Nullable Object take(long nanos) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        HostedQueue own = own();
        if (own != null) {
            Item item = own.poll();
            if (item != null) return Place.value(item.source());
        } else {
            ArraySource lent = takeLent();
            if (lent != null) return Place.value(lent);
        }
        ArraySource answer = remote.request(HostedQueue.TAKE).call(nanos);
        return answer == null ? null : first(answer);
    }

    /** Takes if there is an item now; returns null if there is none. */
    public @Nullable Object poll() {
        HostedQueue own = own();
        if (own != null) {
            Item item = own.poll();
            return item == null ? null : Place.value(item.source());
        }
        ArraySource lent = takeLent();
        if (lent != null) return Place.value(lent);
        return first(remote.request(HostedQueue.POLL).call());
    }

    /** {@return the next item of the loan, or null if it is over} */
    private @Nullable ArraySource takeLent() {
        SharedFile shared = memory;
        if (shared == null) return null;
        ArraySource item;
        boolean tells;
        taking.lock();
        try {
            ArraySource from = loan;
            if (from == null) return null;
            if (loanNext == loanCount || !Grant.claim(shared, loanSlot, loanTag, loanNext)) {
                loan = null;
                return null;
            }
            loanNext++;
            item = cut(from);
            tells = Grant.take(shared, loanFlag, loanTag);
        } catch (IOException e) {
            throw new IllegalStateException("the home of a queue made no sense", e);
        } finally {
            taking.unlock();
        }
        if (tells) remote.request(HostedQueue.CLAIMED).tell(HostedQueue.CLAIMED);
        return item;
    }

    /** The next bytes, whose length precedes them, without copying. */
    private static ArraySource cut(ArraySource from) throws IOException {
        int length = from.int32();
        if (length < 0 || length > from.remaining()) throw new IOException("item of " + length + " bytes");
        var item = new ArraySource(from.array(), from.position(), length);
        from.skip(length);
        return item;
    }

    /** The item of an answer; what is lent along with it is kept. */
    private @Nullable Object first(ArraySource answer) {
        ArraySource item;
        try {
            int lent = answer.int32();
            if (lent < 0) return null;
            item = cut(answer);
            if (lent > 0) borrow(answer, lent);
        } catch (IOException e) {
            throw new IllegalStateException("the home of a queue made no sense", e);
        }
        return Place.value(item);
    }

    private void borrow(ArraySource answer, int count) throws IOException {
        taking.lock();
        try {
            loanSlot = answer.int32();
            loanTag = answer.int32();
            loanFlag = answer.int32();
            loanNext = 0;
            loanCount = count;
            loan = answer;
        } finally {
            taking.unlock();
        }
    }

    // ---- looking ----

    /** {@return how many items there are} */
    public int size() {
        HostedQueue own = own();
        if (own != null) return own.sizeNow();
        try {
            return remote.request(HostedQueue.SIZE).call().int32();
        } catch (IOException e) {
            throw new IllegalStateException("the home of a queue made no sense", e);
        }
    }
}
