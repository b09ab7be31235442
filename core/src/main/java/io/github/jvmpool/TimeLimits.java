package io.github.jvmpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends tasks that run longer than they may: the failure is reported on time, the task is interrupted, and its worker is killed if it
 * does not heed that. Guarded by the engine's lock.
 *
 * <p>One look is planned at a time, for the moment when the first task could be over its limit. When a task started is in the
 * control page, so a limit costs nothing per task but the worker's look at the clock.
 */
final class TimeLimits {
    /** The shortest time between two looks. */
    private static final long PAUSE = 100_000;

    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final Engine engine;
    private final long killGrace;

    /** When the next look is planned, or {@code Long.MAX_VALUE}. */
    private long next = Long.MAX_VALUE;

    TimeLimits(Engine engine, Duration killGrace) {
        this.engine = engine;
        this.killGrace = Checks.nanos(killGrace);
    }

    /** Sees to it that a chunk that is sent now is looked after. */
    void watch(ProcessChunk chunk) {
        Duration limit = chunk.work.timeout();
        if (limit != null) plan(engine.clock.nanoTime(), Checks.nanos(limit));
    }

    private void plan(long now, long delay) {
        if (delay >= FOR_EVER) return;
        long at = now + delay;
        if (next != Long.MAX_VALUE && next - at <= 0) return;
        next = at;
        engine.clock.after(delay, () -> look(at));
    }

    /** On the clock. */
    private void look(long planned) {
        List<Runnable> reports = new ArrayList<>();
        synchronized (engine.lock) {
            if (next != planned) return; // an earlier one was planned later and has taken over
            next = Long.MAX_VALUE;
            long now = engine.clock.nanoTime();
            long soonest = FOR_EVER;
            for (Link link : engine.crew.links()) soonest = Math.min(soonest, look(link, now, reports));
            plan(now, Math.max(soonest, PAUSE));
        }
        if (!reports.isEmpty()) engine.helpers().execute(() -> reports.forEach(Runnable::run));
    }

    /** Ends what has run too long in one worker; returns in how many nanoseconds it is to be looked at again. */
    private long look(Link link, long now, List<Runnable> reports) {
        long soonest = FOR_EVER;
        for (Flight flight : link.flying()) {
            Duration limit = flight.chunk.work.timeout();
            if (limit != null) soonest = Math.min(soonest, Checks.nanos(limit));
        }
        Link.Current current = link.current();
        if (current == null) return soonest;
        Flight flight = current.flight();
        Duration limit = flight.chunk.work.timeout();
        if (limit == null) return soonest;
        long left = Checks.nanos(limit) - (now - current.started());
        if (left > 0) return Math.min(soonest, left);
        if (!flight.report(current.item())) return soonest; // it has just ended
        WorkerInfo worker = engine.info(link);
        TaskTimeoutException failure = new TaskTimeoutException(
                flight.chunk.describe(current.item()) + " ran longer than its limit of " + Checks.text(limit) + " in "
                        + worker.name() + " of " + worker.poolName() + " (pid " + worker.pid() + ")",
                limit);
        Stacks.at(failure, Stacks.marker(worker));
        reports.add(() -> engine.outcome(flight, current.item(), null, failure));
        stop(link, flight, current.item());
        return soonest;
    }

    /** Interrupts a task and, if that does not end it within the grace, kills its worker. */
    void stop(Link link, Flight flight, int item) {
        link.interrupt(flight, item);
        engine.clock.after(killGrace, () -> {
            synchronized (engine.lock) {
                if (link.stillRuns(flight, item))
                    link.kill(new WorkerEnd.Forced(
                            WorkerLostException.Reason.KILLED, "was killed because a task did not heed its interrupt"));
            }
        });
    }
}
