package io.github.jvmpool.home;

import io.github.jvmpool.launch.Daemons;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a home that owes something is still at work: one that is stopped, or cut off from the network, says nothing, and nobody
 * tells that it does. While something is awaited and nothing moves on the line, the home is asked for an answer; if that does
 * not come either, the line is given up.
 *
 * <p>It counts looks, not time: if this process was stopped for a while, the first look after it only asks again.
 */
final class SignsOfLife {
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(2);

    /** How many looks in a row must find nothing new after the home has been asked. */
    private static final int LOOKS = 5;

    private final FarHome home;
    private final Line line;
    private final AtomicBoolean looking = new AtomicBoolean();

    // Used by one look at a time.
    private long moved = -1;
    private int missed;
    private @Nullable Outcome asked;

    SignsOfLife(FarHome home, Line line) {
        this.home = home;
        this.line = line;
    }

    /** Something is awaited from now on. */
    void expect() {
        if (looking.get() || !looking.compareAndSet(false, true)) return;
        missed = 0;
        Daemons.after(PERIOD, this::look);
    }

    /** On the clock. */
    private void look() {
        if (home.isLost()) return;
        boolean owesAnswer = asked != null && !asked.isDone();
        if (!home.isAwaited(owesAnswer ? 1 : 0)) {
            looking.set(false);
            if (home.isAwaited(owesAnswer ? 1 : 0)) expect(); // it came in between
            return;
        }
        long now = line.moved();
        if (now != moved) {
            moved = now;
            missed = 0;
        } else if (!owesAnswer) {
            asked = new Outcome();
            Outcome answer = asked;
            Daemons.helpers().execute(() -> home.ask(answer)); // may wait until a large message has been sent
        } else if (++missed >= LOOKS) {
            home.giveUp();
            return;
        }
        Daemons.after(PERIOD, this::look);
    }
}
