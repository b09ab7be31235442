package io.github.jvmpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** An {@code imap} of a simulation: an input that may be slow, throw or hold what cannot travel, and a reader that may be slow or leave. */
final class SimImap {
    /** What the input throws. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Simulation simulation;
    private final SimAsked asked;
    private final Random random;
    private final boolean ordered;
    private final ImapWork.Bounds bounds;
    private final int length;
    private final int breaksAt;
    private final int resultBytes;
    private final int largest;
    private final int retries;
    private final boolean limited;
    private final boolean slowInput;
    private final int slowReader;
    private final int leavesAt;
    private final int restsAt;

    /** The items that the input has given, null for one that cannot travel; and how much memory each takes at least above the flat rate. */
    private final List<SimTask> taken = new ArrayList<>();

    private final List<Integer> excess = new ArrayList<>();
    private long excessUnread;

    /** Outcomes that the reader has had. */
    private int read;

    private final BitSet had = new BitSet();
    private boolean hadValue;
    private boolean inputFailed;
    private boolean broken;
    private int tooFar;
    private ResultIterator<Object> results;

    /** Whether it was closed, by whomever. */
    private boolean closed;

    /** Whether the reader is in no hurry. */
    boolean rests;

    /** Whether the reader has come to an end. */
    boolean over;

    SimImap(Simulation simulation, SimAsked asked) {
        this.simulation = simulation;
        this.asked = asked;
        this.random = simulation.random;
        ordered = random.nextBoolean();
        int window = 4 << random.nextInt(5);
        int flat = 64;
        bounds = new ImapWork.Bounds(
                window,
                window << random.nextInt(3),
                (long) flat * (8 + random.nextInt(200)),
                2000 + random.nextInt(20_000),
                flat);
        length = random.nextInt(random.nextInt(8) == 0 ? 150 : 30);
        breaksAt = random.nextInt(4) == 0 ? random.nextInt(length + 1) : -1;
        resultBytes = random.nextInt(4) == 0 ? 100 + random.nextInt(1500) : 0;
        largest = random.nextInt(3) == 0 ? 3000 : 0;
        retries = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
        limited = random.nextInt(8) == 0;
        slowInput = random.nextInt(4) == 0;
        slowReader = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        restsAt = random.nextInt(6) == 0 ? random.nextInt(length + 1) : -1;
        leavesAt = random.nextInt(4) == 0 ? random.nextInt(length + 1) : -1;
    }

    /** Starts it, and reads its results. */
    @SuppressWarnings("unchecked")
    void run(Operations pool) {
        Operations with = (Operations) (limited ? pool.withTimeout(Simulation.LIMIT) : pool);
        results = ImapIterator.start(
                (Operations) with.withRetries(retries),
                new Call(CallKind.FN, SimFunction.LAMBDA),
                Input::new,
                random.nextBoolean() ? 1 : 1 + random.nextInt(9),
                ordered,
                bounds);
        asked.imap = this;
        try {
            readAll();
        } catch (InterruptedException e) {
            close();
        } catch (CancellationException e) {
            if (!simulation.isTerminated() && !asked.interrupted) throw new AssertionError("cancelled unasked", e);
            if (asked.interrupted) closedByItself();
            else if (!simulation.isTerminated()) throw new AssertionError(e);
        }
        over = true;
    }

    /** An interrupted reader is to find everything let go of, and its flag kept. */
    private void closedByItself() {
        if (Thread.interrupted()) closed();
    }

    private void readAll() throws InterruptedException {
        while (true) {
            if (slowReader > 0 && random.nextInt(slowReader) == 0) simulation.clock.sleep(random.nextInt(2_000_000));
            if (slowReader > 0 && random.nextInt(60) == 0) simulation.clock.sleep(500_000_000);
            if (read == restsAt) rest();
            if (read == leavesAt && !closed) {
                close();
                if (results.hasNext()) throw new AssertionError("a closed iterator has more");
                return;
            }
            if (random.nextInt(3) == 0 && !hasNext()) {
                end();
                return;
            }
            Object outcome;
            try {
                outcome = next();
            } catch (NoSuchElementException e) {
                end();
                return;
            }
            if (outcome != this) had(outcome);
        }
    }

    /** Reads nothing for as long as nobody needs it to. */
    private void rest() throws InterruptedException {
        rests = true;
        while (simulation.letsRest()) simulation.clock.sleep(20_000_000);
        rests = false;
    }

    private boolean hasNext() {
        try {
            return results.hasNext();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new AssertionError("hasNext() throws", e);
        }
    }

    /** {@return the next value or failure, or this if the time was over} */
    private Object next() {
        long begin = simulation.clock.nanoTime();
        long limit = random.nextInt(2_000_000);
        try {
            return random.nextInt(4) == 0 ? results.next(Duration.ofNanos(limit)) : results.next();
        } catch (TimeoutException e) {
            if (simulation.clock.nanoTime() - begin < limit) throw new AssertionError("timed out before its time");
            return this;
        } catch (NoSuchElementException e) {
            throw e;
        } catch (CancellationException e) {
            if (simulation.isTerminated() || SimThread.current().isInterrupted()) throw e;
            return e;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private void had(Object outcome) {
        if (closed) throw new AssertionError("a closed iterator gives " + outcome);
        if (inputFailed) throw new AssertionError("there is more after the input's failure: " + outcome);
        simulation.tell("reader has " + outcome);
        if (outcome instanceof Broken || outcome instanceof RejectedExecutionException) {
            if (outcome instanceof Broken && taken.size() != breaksAt) throw new AssertionError("not by this input");
            if (outcome instanceof RejectedExecutionException && !simulation.closes())
                throw new AssertionError(outcome);
            if (outcome instanceof Broken && read != taken.size())
                throw new AssertionError("the input's failure comes after " + read + " of " + taken.size());
            inputFailed = true;
            return;
        }
        broken |= outcome instanceof PoolBrokenException;
        if (read >= taken.size()) {
            if (!(outcome instanceof PoolBrokenException))
                throw new AssertionError("more outcomes than items: " + outcome);
            inputFailed = true;
            return;
        }
        int place = ordered ? read : placeOf(outcome);
        if (place >= 0) {
            if (had.get(place)) throw new AssertionError("the outcome of item " + place + " comes twice: " + outcome);
            had.set(place);
            SimTask task = taken.get(place);
            if (task != null) simulation.promises.check(asked, task, outcome);
            else if (!(outcome instanceof ShippingException) && !(outcome instanceof PoolBrokenException))
                throw new AssertionError("what cannot travel gives " + outcome);
        }
        if (ordered) excessUnread -= excess.get(read);
        if (outcome instanceof byte[]) hadValue = true;
        read++;
    }

    /** {@return which item an outcome belongs to, or -1 if it does not say} */
    private int placeOf(Object outcome) {
        SimTask task = null;
        if (outcome instanceof WorkerLostException lost) task = simulation.promises.diedOf(lost.pid());
        else if (outcome instanceof Integer || outcome instanceof byte[]) task = simulation.task(SimTask.idOf(outcome));
        else if (outcome instanceof ShippingException thrown) task = simulation.promises.named(thrown.getMessage());
        if (task == null) return -1;
        int place = taken.indexOf(task);
        if (place < 0) throw new AssertionError("of another call: " + outcome);
        return place;
    }

    private void end() {
        // With what could not be submitted any more the input fails: its items have no outcomes of their own.
        if (closed || broken || simulation.isTerminated()) return;
        if (inputFailed) {
            if (simulation.closes() || read == taken.size()) return;
            throw new AssertionError("ends after " + read + " of " + taken.size());
        }
        if (read != taken.size() || read != length || breaksAt >= 0)
            throw new AssertionError("ends after " + read + " of " + taken.size() + " of " + length);
    }

    /** {@return whether the reader sleeps although the outcome of this task, which has come, is one that it can have} */
    boolean waitsInVain(SimTask task) {
        if (closed || limited || ordered && (read >= taken.size() || taken.get(read) != task)) return false;
        return asked.thread != null && asked.thread.sleepsOnAny(ImapWork.class);
    }

    /** Lets go of what is left, on any thread. */
    void close() {
        var before = simulation.promises.askedToInterrupt();
        asked.interrupted = true;
        results.close();
        closed();
        simulation.promises.checkInterrupts(asked, before);
    }

    private void closed() {
        closed = true;
        asked.cancelled = !simulation.isTerminated(); // then workers may do what they have until they are killed
    }

    /** Reads it no more, so that nothing is left to be cleaned up behind the back of the simulation. */
    void forget() {
        if (results != null) results.close();
    }

    private void pause() {
        if (!slowInput || random.nextInt(4) > 0) return;
        try {
            simulation.clock.sleep(random.nextInt(3_000_000));
        } catch (InterruptedException e) {
            if (!closed && !simulation.isTerminated() && !asked.interrupted)
                throw new AssertionError("the input is interrupted although it is wanted");
            throw new IllegalStateException("interrupted");
        }
    }

    /** {@return how many bytes the results of what is taken and not read will have, as far as the library knows and heeds it} */
    private long resultsAhead() {
        int ahead = taken.size() - read;
        return hadValue && ahead > Simulation.MOST_PROCESSES ? (long) ahead * resultBytes : 0;
    }

    private final class Input implements Iterator<Object> {
        @Override
        public boolean hasNext() {
            if (closed) throw new AssertionError("the input of a closed imap is read");
            // One it may have been about to take when the first result came.
            if (resultsAhead() > 2 * bounds.results() && ++tooFar > 1)
                throw new AssertionError("results of " + resultsAhead() + " bytes may come");
            pause();
            if (taken.size() == breaksAt) throw new Broken();
            return taken.size() < length;
        }

        @Override
        public Object next() {
            int ahead = taken.size() - read;
            if (ahead >= bounds.window()) throw new AssertionError(ahead + " items are taken and not read");
            if (ordered && ahead > 0 && (ahead + 1L) * bounds.flat() + excessUnread > bounds.memory())
                throw new AssertionError("items of " + excessUnread + " bytes are taken and not read");
            pause();
            if (random.nextInt(40) == 0) return add(null, 0, new Object());
            SimTask task = simulation.newTask(asked, retries, limited);
            task.resultBytes = resultBytes;
            if (random.nextInt(3) > 0 || largest == 0) return add(task, 0, task.id);
            byte[] item = new byte[4 + random.nextInt(largest)];
            io.github.jvmpool.wire.Bytes.int32(item, 0, task.id);
            return add(task, item.length, item);
        }

        private Object add(SimTask task, int bytes, Object item) {
            taken.add(task);
            excess.add(Math.max(0, bytes - bounds.flat()));
            excessUnread += Math.max(0, bytes - bounds.flat());
            return item;
        }
    }

    @Override
    public String toString() {
        return (ordered ? "imap" : "imapUnordered") + " of " + length + ", taken " + taken.size() + ", read " + read
                + (closed ? ", closed" : "") + ", " + bounds;
    }
}
