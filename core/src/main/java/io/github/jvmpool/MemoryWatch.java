package io.github.jvmpool;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Kills workers that use more resident memory than they may. Guarded by the engine's lock. */
final class MemoryWatch {
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);

    private final Engine engine;
    private final OptionalLong limit;
    private boolean planned;

    MemoryWatch(Engine engine, OptionalLong limit) {
        this.engine = engine;
        this.limit = limit;
    }

    /** Looks from now on, as long as there are workers. */
    void begin() {
        if (limit.isEmpty() || planned) return;
        planned = true;
        engine.clock.after(PERIOD, this::look);
    }

    /** On the clock. */
    private void look() {
        List<Link> all;
        synchronized (engine.lock) {
            planned = false;
            all = List.copyOf(engine.crew.links());
            if (!all.isEmpty()) begin();
        }
        for (Link link : all) {
            var jvm = link.jvm();
            long resident = jvm == null ? 0 : ResidentMemory.of(jvm.pid());
            if (resident <= limit.getAsLong()) continue;
            synchronized (engine.lock) {
                link.kill(new WorkerEnd.Forced(
                        WorkerLostException.Reason.MEMORY_LIMIT,
                        "used " + resident + " bytes of memory, more than its limit of " + limit.getAsLong()
                                + " (maxResidentMemory), and was killed"));
            }
        }
    }
}
