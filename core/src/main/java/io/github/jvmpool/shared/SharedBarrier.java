package io.github.jvmpool.shared;

import io.github.jvmpool.TaskException;
import io.github.jvmpool.VoidTask;
import io.github.jvmpool.home.Ops;
import io.github.jvmpool.home.Place;
import io.github.jvmpool.home.Remote;
import io.github.jvmpool.home.Types;
import io.github.jvmpool.wire.ArraySource;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.util.concurrent.CyclicBarrier} for threads of several processes: Python's {@code multiprocessing.Barrier}. If a thread stops
 * waiting, because it is interrupted, its time is over or its process is gone, the barrier is broken for all.
 */
public final class SharedBarrier extends SharedObject {
    private static final long serialVersionUID = 1;

    SharedBarrier(Remote remote) {
        super(remote);
    }

    /**
     * {@return a barrier}
     *
     * @param parties how many threads have to come
     * @throws IllegalArgumentException if {@code parties} is less than 1
     */
    public static SharedBarrier create(int parties) {
        return create(parties, null);
    }

    /**
     * {@return a barrier with an action}
     *
     * @param parties how many threads have to come
     * @param action what the last one that comes runs, in its process, before all go on; null for nothing
     * @throws IllegalArgumentException if {@code parties} is less than 1
     * @throws io.github.jvmpool.ShippingException if the action cannot travel
     */
    public static SharedBarrier create(int parties, @Nullable VoidTask action) {
        return createIn(first(), parties, action);
    }

    static SharedBarrier createIn(Place place, int parties, @Nullable VoidTask action) {
        if (parties < 1) throw new IllegalArgumentException("parties must be at least 1, was " + parties);
        Object[] parameters = action == null ? new Object[] {parties} : new Object[] {parties, action};
        return new SharedBarrier(createAt(place, Types.BARRIER, parameters));
    }

    /**
     * Waits until all parties have come.
     *
     * @return how many had still to come, 0 for the last
     * @throws BrokenBarrierException if the barrier is broken, or is while this thread waits, or the action failed in another thread
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("time without end is over", e);
        }
    }

    /**
     * Waits until all parties have come, or the time is over.
     *
     * @return how many had still to come, 0 for the last
     * @throws BrokenBarrierException if the barrier is broken, or is while this thread waits, or the action failed in another thread
     * @throws InterruptedException if the thread is interrupted; the barrier is broken then
     * @throws TimeoutException if the time is over; the barrier is broken then
     */
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (Thread.currentThread().isInterrupted()) {
            if (isBroken()) throw new BrokenBarrierException("the barrier is broken");
            // The others would wait for this thread for ever.
            abort();
            ensureNotInterrupted();
        }
        var answer = call(request(Ops.BARRIER_AWAIT), timeout, unit);
        if (answer == null) throw new TimeoutException();
        int index = int32(answer);
        if (index == Ops.BARRIER_RUN_ACTION) {
            runAction(answer);
            return 0;
        }
        return index;
    }

    private void runAction(ArraySource answer) {
        boolean done = false;
        try {
            var action = (VoidTask) Place.value(answer);
            if (action != null) action.run();
            done = true;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TaskException(e);
        } finally {
            call(request(done ? Ops.BARRIER_TRIP : Ops.BARRIER_BREAK));
        }
    }

    /** Breaks it for those who wait, and makes it whole again. */
    public void reset() {
        call(request(Ops.BARRIER_RESET));
    }

    /** Breaks it: who waits, and who comes until it is {@link #reset}, gets a {@link BrokenBarrierException}. Python's {@code abort()}. */
    public void abort() {
        call(request(Ops.BARRIER_BREAK));
    }

    /** {@return whether it is broken} */
    public boolean isBroken() {
        return flag(call(request(Ops.BARRIER_IS_BROKEN)));
    }

    /** {@return how many threads have to come} */
    public int getParties() {
        return int32(call(request(Ops.BARRIER_PARTIES)));
    }

    /** {@return how many wait now} */
    public int getNumberWaiting() {
        return int32(call(request(Ops.BARRIER_WAITING)));
    }
}
