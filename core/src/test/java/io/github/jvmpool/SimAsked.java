package io.github.jvmpool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** What was asked for with one call, in one of four ways, and what has been done to it since. */
final class SimAsked {
    final List<SimTask> tasks = new ArrayList<>();
    Future<?> future;
    SimWork work;
    SimImap imap;
    SimThread thread;
    boolean refused;
    boolean cancelled;
    boolean interrupted;
    boolean givenBack;

    /** {@return its tasks, in words} */
    String ids() {
        return tasks.stream()
                .map(task -> task.id + " started " + task.starts + " times")
                .toList()
                .toString();
    }
}
