package io.github.jvmpool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/** What must be so whatever happens in a simulation, all along and in the end. */
final class SimPromises {
    private static final long SLACK = 12_000_000;
    private static final Pattern THROWN = Pattern.compile("(?:thrown|interrupted) (\\d+)");

    private final Simulation simulation;
    private final SimClock clock;
    private final Map<Integer, SimTask> diedOf = new HashMap<>();

    /** What was wrong where nobody would have noticed. */
    AssertionError wrong;

    SimPromises(Simulation simulation) {
        this.simulation = simulation;
        this.clock = simulation.clock;
    }

    // ---- the start and the end of tasks

    SimTask diedOf(long pid) {
        return diedOf.get((int) pid);
    }

    /** {@return the task that a message names at the end of what was thrown, or null} */
    SimTask named(String message) {
        var found = THROWN.matcher(message);
        return found.find() ? simulation.task(Integer.parseInt(found.group(1))) : null;
    }

    void started(SimTask task, SimWorker worker, long since) {
        if (task.starts > task.retries) throw new AssertionError("task " + task.id + " is started too often");
        if (task.published) throw new AssertionError("task " + task.id + " is started again although it had ended");
        if (task.running) throw new AssertionError("task " + task.id + " is started while it runs");
        for (SimAsked each : simulation.asked)
            if (each.cancelled && each.tasks.contains(task))
                throw new AssertionError("cancelled task " + task.id + " starts");
        simulation.tell("task " + task.id + " starts in " + worker.pid());
        task.starts++;
        task.running = true;
        task.startedAt = since;
        worker.claimed(task);
    }

    /** The outcome of a task has been received: a reader that waits for it is woken. */
    void received(SimTask task) {
        if (simulation.engine.isTerminating()) return;
        for (SimAsked each : simulation.asked)
            if (each.imap != null && each.tasks.contains(task) && each.imap.waitsInVain(task))
                throw new AssertionError("a reader sleeps although task " + task.id + " has ended: " + each.imap);
    }

    void died(SimWorker worker, SimTask claimed) {
        simulation.tell("worker " + worker.pid() + " dies of " + (claimed == null ? "nothing" : claimed.id));
        if (claimed != null) {
            claimed.running = false;
            diedOf.put((int) worker.pid(), claimed);
        }
        simulation.starter.died(worker);
    }

    // ---- time limits and interrupts

    void inTime(SimTask task, Throwable failure) {
        if (!(failure instanceof TaskTimeoutException)) return;
        long late = clock.nanoTime() - task.startedAt - Simulation.LIMIT.toNanos();
        if (late > SLACK || late < 0) wrong = new AssertionError("time limit of task " + task.id + " kept by " + late);
        for (SimWorker worker : simulation.workers)
            if (!worker.isDead() && worker.running() == task && !worker.isAskedToInterrupt())
                wrong = new AssertionError("task " + task.id + " goes on after its time");
    }

    /** {@return the workers in which an interrupt of the task that runs is under way already} */
    Set<SimWorker> askedToInterrupt() {
        Set<SimWorker> before = new HashSet<>();
        for (SimWorker worker : simulation.workers)
            if (!worker.isDead() && worker.running() != null && worker.isAskedToInterrupt()) before.add(worker);
        return before;
    }

    /** What runs of a call, or of all if that is null, has been asked to end just now, or before. */
    void checkInterrupts(SimAsked each, Set<SimWorker> before) {
        if (simulation.terminated || simulation.engine.isTerminating()) return;
        for (SimWorker worker : simulation.workers) {
            SimTask task = worker.isDead() ? null : worker.running();
            if (task == null || each != null && !each.tasks.contains(task) || before.contains(worker)) continue;
            if (!worker.isAskedToInterrupt() || !worker.isRungNow())
                throw new AssertionError("task " + task.id + " is not interrupted in worker " + worker.pid());
        }
    }

    /** An interrupt reaches a task that runs. */
    void interrupted(SimTask task) {
        simulation.tell("task " + task.id + " is interrupted");
        if (simulation.interruptsAll || task.limited && clock.nanoTime() - task.startedAt >= Simulation.LIMIT.toNanos())
            return;
        for (SimAsked each : simulation.asked) if (each.interrupted && each.tasks.contains(task)) return;
        throw new AssertionError("task " + task.id + " gets an interrupt that was not meant for it");
    }

    // ---- what must be so in the end

    void check() {
        if (wrong != null) throw wrong;
        for (SimAsked each : simulation.asked) check(each);
        for (SimWorker worker : simulation.workers)
            if (!worker.isDead()) throw new AssertionError("a worker is left: " + worker.pid());
        Engine engine = simulation.engine;
        synchronized (engine.lock) {
            if (engine.queue.size() != 0 || engine.queue.units() != 0)
                throw new AssertionError("left in the queue: " + engine.queue.size() + ", " + engine.queue.units());
            if (!engine.crew.links().isEmpty() || engine.crew.hasIdle()) throw new AssertionError("links are left");
        }
        PoolSnapshot end = engine.snapshot();
        if (end.submitted() != end.completed() + end.failed() + end.cancelled() || end.pending() != 0)
            throw new AssertionError("the counts do not agree: " + end);
    }

    private void check(SimAsked each) {
        if (!simulation.isOver(each)) throw new AssertionError("never ended: " + each.ids());
        if (each.refused || each.imap != null) return; // its reader has looked after it
        if (each.givenBack) {
            if (each.tasks.get(0).starts > 0) throw new AssertionError("given back, but started: " + each.ids());
            return;
        }
        if (each.work != null) {
            for (int i = 0; i < each.tasks.size(); i++) check(each, each.tasks.get(i), each.work.outcomes[i]);
            return;
        }
        Object outcome;
        try {
            outcome = each.future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            outcome = e.getCause();
        } catch (CancellationException e) {
            outcome = e;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (each.tasks.size() == 1 && !(outcome instanceof List)) check(each, each.tasks.get(0), outcome);
        else if (outcome instanceof List<?> values)
            for (int i = 0; i < values.size(); i++) check(each, each.tasks.get(i), values.get(i));
    }

    void check(SimAsked each, SimTask task, Object outcome) {
        String what = "task " + task.id + " (" + task.starts + " starts) ended with " + outcome;
        if (outcome instanceof Integer || outcome instanceof byte[]) {
            if (SimTask.idOf(outcome) != task.id) throw new AssertionError(what + ", which is the value of another");
            if (!task.published || task.starts == 0) throw new AssertionError(what + " though it had not");
        } else if (outcome instanceof WorkerLostException lost) {
            if (task.starts == 0 || diedOf.get((int) lost.pid()) != task)
                throw new AssertionError(what + " but it did not run there");
            if (task.published) throw new AssertionError(what + " though its outcome was published");
        } else if (outcome instanceof TaskTimeoutException) {
            if (!task.limited) throw new AssertionError(what + " without a limit");
        } else if (outcome instanceof ShippingException thrown) {
            boolean interrupt = thrown.getMessage().contains("interrupted");
            if (interrupt && !simulation.interruptsAll && !each.interrupted && !task.limited)
                throw new AssertionError(what + ", an interrupt meant for nobody");
            if (!interrupt && task.end != SimTask.End.THROWS) throw new AssertionError(what);
        } else if (outcome instanceof CancellationException) {
            if (!each.cancelled && !simulation.terminated && !(simulation.interruptsAll && task.starts == 0))
                throw new AssertionError(what + " unasked");
        } else if (!(outcome instanceof PoolBrokenException)) throw new AssertionError(what);
        else if (task.starts > task.retries) throw new AssertionError(what + " though it was started");
    }
}
