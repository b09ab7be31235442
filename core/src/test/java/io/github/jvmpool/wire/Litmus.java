package io.github.jvmpool.wire;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;

/** Lets two threads do their steps at the same moment, again and again. */
final class Litmus {
    private final AtomicInteger arrived = new AtomicInteger();

    /** What the model checker is told, which does not know variable handles of byte buffers. */
    static ManagedStrategyGuarantee wordsAreAtomic() {
        return ManagedStrategyGuaranteeKt.forClasses(SharedFile.class.getName())
                .methods("get", "set", "getAcquire", "setRelease", "setVolatile", "getVolatile", "compareAndSet")
                .treatAsAtomic();
    }

    /** Whether there is no further round. Written by the first thread before both meet. */
    private volatile boolean over;

    /** One side of a race. */
    interface Side {
        void run(int round) throws Exception;
    }

    /** How long a race goes on at most: on a busy machine a round takes as long as the two threads need to meet. */
    private static final long ENOUGH = 2_000_000_000L;

    /** Runs both sides of each round at once, and {@code after} when both have ended; stops early when time is up. */
    static void race(int rounds, Side first, Side second, Side after) throws Exception {
        var litmus = new Litmus();
        var failure = new Throwable[1];
        var other = new Thread(() -> {
            try {
                for (int round = 0; ; round++) {
                    litmus.meet(3 * round + 1);
                    if (litmus.over) return;
                    second.run(round);
                    litmus.meet(3 * round + 2);
                    litmus.meet(3 * round + 3);
                }
            } catch (Throwable e) {
                failure[0] = e;
                litmus.arrived.set(Integer.MAX_VALUE / 2 + 1);
            }
        });
        other.setDaemon(true);
        other.start();
        try {
            long begun = System.nanoTime();
            for (int round = 0; ; round++) {
                litmus.over = round == rounds || System.nanoTime() - begun > ENOUGH;
                litmus.meet(3 * round + 1);
                if (litmus.over) break;
                first.run(round);
                litmus.meet(3 * round + 2);
                after.run(round);
                litmus.meet(3 * round + 3);
            }
            other.join();
        } finally {
            litmus.arrived.set(Integer.MAX_VALUE / 2 + 1); // the other thread meets nobody any more, but ends
        }
        if (failure[0] != null) throw new AssertionError(failure[0]);
    }

    /** Waits for the other thread. */
    private void meet(int meeting) {
        arrived.incrementAndGet();
        for (int spins = 0; arrived.get() < 2 * meeting; spins++) {
            if (spins > 1_000) Thread.yield();
            else Thread.onSpinWait();
        }
    }
}
