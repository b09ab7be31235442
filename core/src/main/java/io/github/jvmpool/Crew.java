package io.github.jvmpool;

import io.github.jvmpool.PoolSnapshot.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: which there are, which have nothing to do, when more are started and when some go. Guarded by the engine's
 * lock.
 */
final class Crew {
    /** How many workers in a row may fail to start before the pool is broken. */
    static final int START_TRIES = 3;

    /** How long a start is put off after a failed one; doubled with each. */
    private static final long START_BACK_OFF = TimeUnit.MILLISECONDS.toNanos(50);

    /** How many workers, for each that the pool may have, may come up in vain in a row before the pool is broken. */
    static final int VAIN_TRIES = 3;

    /** A worker that has lived longer had every chance to be of use. */
    private static final long SHORT_LIFE = TimeUnit.SECONDS.toNanos(5);

    private final Engine engine;
    private final PoolConfig config;
    private final List<Link> links = new ArrayList<>();

    /** The one that worked last comes first: its caches are warm, and the others may grow old. */
    private final ArrayDeque<Link> idle = new ArrayDeque<>();

    private int processes;
    private int numbered;
    /** How many starts in a row have failed, and how many of them more were killed from outside; the first of them when. */
    private int startFailures;

    private int startsKilled;

    /** How many workers in a row came up and were soon gone again, while no task began anywhere. */
    private int vainStarts;

    private long failingSince;
    private boolean startsPutOff;

    Crew(Engine engine, PoolConfig config) {
        this.engine = engine;
        this.config = config;
        this.processes = config.processes();
    }

    /** {@return all workers that have not gone; not to be changed} */
    List<Link> links() {
        return links;
    }

    int processes() {
        return processes;
    }

    /** {@return a worker that has nothing to do, which is no longer counted as such, or null} */
    @Nullable
    Link takeIdle() {
        return idle.poll();
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    /** {@return whether a worker has nothing to do, or one more could be started} */
    boolean hasHands() {
        return !idle.isEmpty() || workers() < processes && !startsPutOff;
    }

    private static boolean counts(Link link) {
        return link.state == Link.State.STARTING || link.state == Link.State.LIVE;
    }

    private int workers() {
        int count = 0;
        for (Link link : links) if (!link.spare && counts(link)) count++;
        return count;
    }

    /** {@return how many workers are coming up that have nothing to begin with yet} */
    private int startingWithNothing() {
        int starting = 0;
        for (Link link : links)
            if (link.state == Link.State.STARTING && !link.spare && link.inFlight() == 0) starting++;
        return starting;
    }

    // ---- giving work ----

    /** Gives what is pending to idle workers and starts as many more as are wanted; returns those whose senders are to be flushed. */
    List<Link> dispatch() {
        List<Link> touched = List.of();
        while (!idle.isEmpty() && !engine.queue.isEmpty()) {
            if (touched.isEmpty()) touched = new ArrayList<>(idle.size());
            Link link = idle.pop();
            touched.add(link);
            advance(link);
        }
        startWanted();
        return touched;
    }

    /** Does with a worker what is next: gives it work, lets it rest, or sends it away. */
    void advance(Link link) {
        if (link.state == Link.State.DEAD || link.state == Link.State.STOPPING) return;
        if (link.state == Link.State.LIVE && link.tasksLeft <= 0) retire(link);
        refill(link);
        if (link.inFlight() > 0 || link.state == Link.State.STARTING) {
            engine.balance.lookSoon();
            return;
        }
        if (link.state == Link.State.RETIRING || isClosing()) {
            stop(link);
            return;
        }
        if (link.state != Link.State.LIVE || link.spare || idle.contains(link)) return;
        link.idleSince = engine.clock.nanoTime();
        idle.push(link);
        engine.balance.lookSoon();
        endIdleLater(link);
    }

    /** Whether the pool takes nothing more and has nothing left to give. */
    private boolean isClosing() {
        if (engine.state() != State.CLOSING || !engine.queue.isEmpty()) return false;
        // What waits behind a long task is about to be taken back, and is then for those that are idle now.
        for (Link link : links) if (link.waiting() > 0) return false;
        return true;
    }

    /** Gives a worker what it has room for. */
    void refill(Link link) {
        boolean first = link.inFlight() == 0;
        while (link.hasRoom()) {
            // Nothing is sent ahead that a worker which is just coming up could begin with.
            if (!first && engine.queue.units() <= startingWithNothing()) break;
            ProcessChunk chunk = engine.queue.next(link.tasksLeft);
            if (chunk == null) break;
            link.send(chunk);
            engine.limits.watch(chunk);
            first = false;
        }
        engine.roomInQueue();
    }

    // ---- starting ----

    /** Starts as many workers as there is work for that nobody is about to begin with, and what the options ask for. */
    void startWanted() {
        State state = engine.state();
        if (startsPutOff || state == State.TERMINATED || state == State.BROKEN) return;
        long wanted = engine.queue.units() - startingWithNothing() - idle.size();
        for (int room = processes - workers(); room > 0 && wanted > 0; room--, wanted--) takeOn();
        if (state != State.OPEN) return;
        for (int missing = Math.min(processes, config.minProcesses()) - workers(); missing > 0; missing--) start(false);
        int spares = 0;
        for (Link link : links) if (link.spare && counts(link)) spares++;
        for (; spares < config.spares(); spares++) start(true);
    }

    /** Takes on a worker: one in waiting if there is one, else a new one. */
    private void takeOn() {
        for (Link link : links) {
            if (!link.spare || link.state != Link.State.LIVE) continue;
            link.spare = false;
            advance(link);
            engine.clock.helpers().execute(link.sender::flush);
            return;
        }
        start(false);
    }

    private void start(boolean spare) {
        Link link = new Link("worker-" + ++numbered, config.maxTasksPerChild().orElse(Integer.MAX_VALUE), engine.clock);
        link.spare = spare;
        links.add(link);
        engine.starter.start(link);
        link.limit(config.startTimeout(), () -> {
            synchronized (engine.lock) {
                if (link.state != Link.State.STARTING) return;
                link.kill(new WorkerEnd.Forced(
                        WorkerLostException.Reason.UNRESPONSIVE,
                        "did not come up within " + Checks.text(config.startTimeout())
                                + " (startTimeout) and was killed"));
            }
        });
    }

    /** A worker has come up. */
    void ready(Link link) {
        startFailures = 0;
        startsKilled = 0;
        link.readySince = engine.clock.nanoTime();
        if (link.state == Link.State.STARTING) {
            link.endLimit(); // of one that was told to stop meanwhile it limits that
            move(link, Link.State.LIVE);
        }
        advance(link);
    }

    /**
     * A worker has not come up.
     *
     * @param killed whether something outside killed it, which tells nothing of how the next will fare
     * @return whether there is no hope that one will
     */
    boolean startFailed(boolean killed) {
        long now = engine.clock.nanoTime();
        if (startFailures == 0 && startsKilled == 0) failingSince = now;
        if (killed) startsKilled++;
        else startFailures++;
        for (Link link : links) if (link.state == Link.State.LIVE) return false;
        boolean tooLong = now - failingSince > Checks.nanos(config.startTimeout());
        return startFailures >= START_TRIES || startsKilled >= START_TRIES && tooLong;
    }

    /** Tasks are being done: whatever ends workers, starting them is not in vain. */
    void worked() {
        vainStarts = 0;
    }

    /**
     * A worker that had come up has ended of its own accord before it has begun a task.
     *
     * @return whether there is no hope that the next will fare better
     */
    boolean endedInVain(Link link) {
        if (engine.clock.nanoTime() - link.readySince > SHORT_LIFE) return false;
        for (Link other : links) if (other.runs()) return false;
        vainStarts++;
        putOffStarts();
        return vainStarts >= VAIN_TRIES * processes;
    }

    /** Starts no worker for a while. */
    void putOffStarts() {
        startsPutOff = true;
        int failures = startFailures + Math.min(startsKilled, 3) + vainStarts / processes;
        engine.clock.after(START_BACK_OFF << Math.min(failures, 8), () -> {
            synchronized (engine.lock) {
                startsPutOff = false;
            }
            engine.clock.helpers().execute(engine::goOn);
        });
    }

    // ---- ending ----

    /** Makes a worker step on in its life. */
    void move(Link link, Link.State next) {
        link.state = next;
        if (next != Link.State.LIVE) idle.remove(link);
    }

    /** A worker has gone. */
    void remove(Link link) {
        move(link, Link.State.DEAD);
        link.endLimit();
        links.remove(link);
    }

    /** Replaces a worker that should do no more than the task it runs; returns whether it was to do more. */
    boolean wornOut(Link link) {
        if (!counts(link) && link.state != Link.State.RETIRING) return false;
        engine.queue.addFirst(link.takeBack(Integer.MAX_VALUE));
        link.tasksLeft = 0;
        boolean wanted = counts(link);
        retire(link);
        if (link.inFlight() == 0) stop(link);
        return wanted;
    }

    /** Gives a worker nothing more and lets it go when it has done what it has. */
    private void retire(Link link) {
        if (!counts(link)) return;
        if (link.state == Link.State.STARTING) engine.queue.addFirst(link.takeBack(Integer.MAX_VALUE));
        boolean used = link.tasksLeft <= 0;
        move(link, Link.State.RETIRING);
        // The replacement of a worker that has done its number comes up while the old one works on.
        if (used && engine.state() == State.OPEN && workers() < processes) takeOn();
        if (link.inFlight() == 0) stop(link);
    }

    /** Lets all go that have nothing to do, if the pool closes. */
    void stopIdle() {
        if (!isClosing()) return;
        for (Link link : List.copyOf(links)) if (link.inFlight() == 0 && link.state == Link.State.LIVE) stop(link);
    }

    /** Tells a worker that has nothing under way to end. */
    void stop(Link link) {
        if (link.state == Link.State.STOPPING || link.state == Link.State.DEAD || link.jvm() == null) return;
        move(link, Link.State.STOPPING);
        link.addStop();
        engine.clock.helpers().execute(link.sender::flush);
        link.limit(config.startTimeout(), () -> {
            synchronized (engine.lock) {
                link.kill(); // its finalizer takes as long as no initializer may
            }
        });
    }

    private void endIdleLater(Link link) {
        if (config.idleTimeout().isEmpty()) return;
        long since = link.idleSince;
        engine.clock.after(Checks.nanos(config.idleTimeout().get()), () -> {
            synchronized (engine.lock) {
                if (idle.contains(link) && link.idleSince == since && workers() > config.minProcesses()) stop(link);
            }
        });
    }

    /** Changes how many there may be. */
    void resize(int wanted) {
        processes = wanted;
        List<Link> byLoad = new ArrayList<>(links);
        byLoad.removeIf(link -> link.spare || !counts(link));
        byLoad.sort(Comparator.comparingInt(Link::inFlight));
        for (int i = 0; i < byLoad.size() - wanted; i++) retire(byLoad.get(i));
        startWanted();
    }

    /** Kills them all. */
    void kill() {
        idle.clear();
        for (Link link : links) {
            move(link, Link.State.DEAD);
            link.kill();
        }
    }
}
