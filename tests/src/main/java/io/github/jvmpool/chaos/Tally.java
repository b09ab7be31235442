package io.github.jvmpool.chaos;

import io.github.jvmpool.WorkerLostException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How each task of a {@link KillScenario} ended for its caller. Thread-safe. */
final class Tally {
    private final Ledger ledger;
    private final WorkerKiller killer;
    private final AtomicIntegerArray ended;
    private final LongAdder values = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder withheld = new LongAdder();
    private final LongAdder twice = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final AtomicLong latest = new AtomicLong(System.nanoTime());
    private final AtomicLong longestSilence = new AtomicLong();

    Tally(Ledger ledger, WorkerKiller killer, int tasks) {
        this.ledger = ledger;
        this.killer = killer;
        this.ended = new AtomicIntegerArray(tasks);
    }

    /** A result came: the task's number, its value and the process that worked on it. */
    void value(int task, long[] result) {
        values.increment();
        noteTime();
        if (result[0] != task || result[1] != Payload.value(task)) {
            wrong.increment();
            ledger.broken("task " + task + " has the result of task " + result[0] + ": " + result[1]);
        }
        end(task);
        killer.seen(result[2]);
    }

    /** A task's future failed. */
    void failure(int task, Throwable failure) {
        end(task);
        failure(failure);
    }

    /** Some task's future failed. */
    void failure(Throwable failure) {
        failures.increment();
        noteTime();
        if (!(failure instanceof WorkerLostException lost)) {
            ledger.broken("a task failed with " + failure);
            return;
        }
        String text = String.valueOf(lost.getMessage());
        boolean told = lost.reason() == WorkerLostException.Reason.KILLED
                && lost.exitCode() == 137
                && killer.hasKilled(lost.pid())
                && text.contains("(pid " + lost.pid() + ")")
                && text.contains("SIGKILL")
                && text.contains("task");
        if (!told) ledger.broken("a failure does not name signal, pid, exit code and task: " + lost);
    }

    /** A map has failed as a whole: it has tried every task, and the values of so many are not to be had. */
    void withheld(long values) {
        withheld.add(values);
    }

    void end(int task) {
        if (ended.incrementAndGet(task) == 1) return;
        twice.increment();
        ledger.broken("task " + task + " has ended for its caller twice");
    }

    /** {@return whether the caller has heard of the end of a task} */
    boolean hasEnded(int task) {
        return ended.get(task) > 0;
    }

    private void noteTime() {
        long now = System.nanoTime();
        long silence = now - latest.getAndSet(now);
        longestSilence.accumulateAndGet(silence, Math::max);
    }

    long failures() {
        return failures.sum();
    }

    long longestSilenceMillis() {
        return longestSilence.get() / 1_000_000;
    }

    /** Enters everything into the ledger, and promises that every task has ended. */
    void account() {
        int lost = 0;
        for (int task = 0; task < ended.length(); task++) if (ended.get(task) == 0) lost++;
        ledger.set("submitted", ended.length());
        ledger.set("ended with a value", values.sum());
        ledger.set("ended with a failure", failures.sum());
        ledger.set("ended in a map that failed as a whole", withheld.sum());
        ledger.set("lost", lost);
        ledger.set("twice", twice.sum());
        ledger.set("wrong", wrong.sum());
        ledger.set("longest time without a result ms", longestSilenceMillis());
        ledger.promise(lost == 0, "every future ends", lost + " did not");
    }
}
