package io.github.jvmpool;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that nothing is trapped behind a long task: what was sent ahead to a worker that then gives no sign is taken back and
 * given to workers that have nothing to do, or that could be started. Guarded by the engine's lock.
 */
final class Balance {
    /** How long a worker may be silent before what waits behind its task is given to others. */
    private static final long TRAPPED = TimeUnit.MILLISECONDS.toNanos(1);

    private final Engine engine;
    private boolean planned;

    Balance(Engine engine) {
        this.engine = engine;
    }

    /** Plans a look, if some workers have work ahead of them while others have none or could be started. */
    void lookSoon() {
        if (planned || !engine.crew.hasHands()) return;
        boolean ahead = false;
        for (Link link : engine.crew.links()) ahead |= link.mayHaveWaiting();
        if (!ahead) return;
        planned = true;
        engine.clock.after(TRAPPED, this::look);
    }

    /** On the clock. */
    private void look() {
        List<Link> touched;
        synchronized (engine.lock) {
            planned = false;
            if (engine.state() == PoolSnapshot.State.TERMINATED) return;
            long now = engine.clock.nanoTime();
            for (Link link : engine.crew.links()) {
                int waiting = isStuck(link, now) ? link.waiting() : 0;
                if (waiting > 0) engine.queue.addFirst(link.takeBack((waiting + 1) / 2));
            }
            touched = engine.crew.dispatch();
            engine.crew.stopIdle();
            lookSoon();
        }
        Engine.flush(touched);
    }

    /** A worker that is coming up is no worse than one that would have to be started for its work. */
    private boolean isStuck(Link link, long now) {
        if (link.state == Link.State.STARTING) return engine.crew.hasIdle();
        return link.silentFor(now) >= TRAPPED && engine.crew.hasHands();
    }
}
