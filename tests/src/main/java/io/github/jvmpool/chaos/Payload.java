package io.github.jvmpool.chaos;

import io.github.jvmpool.Fn;
import io.github.jvmpool.Task;
import java.io.IOException;

/** The work of a task in a scenario: notes its start, computes for a while, notes its end. */
final class Payload {
    private static final long PID = ProcessHandle.current().pid();

    private Payload() {}

    /** {@return what a task is to return} */
    static long value(int task) {
        long mixed = task * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    /** {@return the task's number, its value and this process, after up to {@code mostMicros}} */
    static long[] work(String journal, int task, int mostMicros) throws IOException {
        var notes = Journal.at(journal);
        notes.start(task);
        long nanos = mostMicros == 0 ? 0 : Math.floorMod(value(task), mostMicros * 1000L);
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) Thread.onSpinWait();
        long[] result = {task, value(task), PID};
        notes.end(task);
        return result;
    }

    /** {@return the work of any task} */
    static Fn<Integer, long[]> tasks(String journal, int mostMicros) {
        return task -> work(journal, task, mostMicros);
    }

    /** {@return the work of one task} */
    static Task<long[]> task(String journal, int task, int mostMicros) {
        return () -> work(journal, task, mostMicros);
    }
}
