package io.github.jvmpool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds workers that give no sign of life, and kills them. Guarded by the engine's lock.
 *
 * <p>A worker answers each ring with a heartbeat in the control page. It counts how many looks in a row found no new one, not how
 * much time has gone by: if the whole machine, or this JVM, was stopped for a while, the first look after it only asks again.
 */
final class Pulse {
    /** How many looks in a row must find nothing new: enough of them for a limit that is kept to a tenth. */
    private static final int LOOKS = 12;

    private final Engine engine;
    private final Duration limit;
    private final long period;
    private boolean planned;

    /** When the next look is to be. */
    private long due;

    Pulse(Engine engine, Duration limit) {
        this.engine = engine;
        this.limit = limit;
        this.period = Math.max(1, Checks.nanos(limit) / (LOOKS + 1)); // one more only notes the latest beat
    }

    /** Looks from now on, as long as there are workers. */
    void begin() {
        if (planned) return;
        planned = true;
        long now = engine.clock.nanoTime();
        due = nextLook(due, now, period);
        engine.clock.after(due - now, this::look);
    }

    /**
     * {@return when to look again} On a busy machine each look is late; if the next one were reckoned from that, all of them together
     * would miss the limit. But after a long time without a look it is reckoned from now, so that those who were stopped too have the
     * time to answer.
     */
    static long nextLook(long due, long now, long period) {
        long late = now - due;
        return late >= 0 && late < period / 2 ? due + period : now + period;
    }

    /** On the clock. */
    private void look() {
        List<Link> asked = new ArrayList<>();
        synchronized (engine.lock) {
            planned = false;
            for (Link link : engine.crew.links()) {
                if (!link.isUp()) continue;
                Optional<String> trouble = trouble(link);
                if (trouble.isEmpty()) asked.add(link);
                else
                    link.kill(new WorkerEnd.Forced(
                            WorkerLostException.Reason.UNRESPONSIVE, trouble.get() + " and was killed"));
            }
            if (!engine.crew.links().isEmpty()) begin();
        }
        for (Link link : asked) link.ring();
    }

    private Optional<String> trouble(Link link) {
        // Each counts its own looks, so all are asked.
        boolean silent = link.missedBeats() >= LOOKS;
        boolean stopped = link.missedRests() >= LOOKS;
        boolean idles = link.missedStarts() >= LOOKS;
        String time = Checks.text(limit);
        if (silent) return Optional.of("gave no sign of life for " + time + " (heartbeat), as if stopped or starved,");
        if (stopped) return Optional.of("broke the protocol: it stopped in a message for " + time + ",");
        if (idles) return Optional.of("broke the protocol: it did not begin with its task for " + time + ",");
        return Optional.empty();
    }
}
