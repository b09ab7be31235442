package io.github.jvmpool.chaos;

import io.github.jvmpool.WorkerLostException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Ways for a task to end badly, each with the reason that the pool has to name if its worker is lost by it. */
public enum Fault {
    /** Takes heap until there is none; the pool should have a small {@code maxHeap}. */
    OUT_OF_HEAP(Reason.OUT_OF_MEMORY) {
        @Override
        void commit() {
            Object hoard = "";
            while (true) hoard = new Object[] {hoard, new byte[1 << 18]};
        }
    },
    /** Ends as if all were well. */
    EXIT_0(Reason.EXITED) {
        @Override
        void commit() {
            System.exit(0);
        }
    },
    /** Ends with a code. */
    EXIT_5(Reason.EXITED) {
        @Override
        void commit() {
            System.exit(5);
        }
    },
    /** Ends without shutdown hooks. */
    HALT(Reason.EXITED) {
        @Override
        void commit() {
            Runtime.getRuntime().halt(42);
        }
    },
    /** Reads address 0. */
    SEGMENTATION_FAULT(Reason.CRASHED) {
        @Override
        void commit() throws Exception {
            // Through reflection, because javac's warning about this class cannot be switched off.
            var type = Class.forName("sun.misc.Unsafe");
            var field = type.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            type.getMethod("getByte", long.class).invoke(field.get(null), 0L);
        }
    },
    /** Aborts, as an assertion in native code does. */
    ABORT(Reason.CRASHED) {
        @Override
        void commit() throws Exception {
            signalSelf("ABRT");
        }
    },
    /** Is killed, as the kernel does when memory is short. */
    KILLED(Reason.KILLED) {
        @Override
        void commit() throws Exception {
            signalSelf("KILL");
        }
    },
    /** Calls itself for ever. */
    STACK_OVERFLOW(null) {
        @Override
        void commit() {
            recurse(0);
        }
    },
    /** Waits for ever, deaf to interrupts. */
    SWALLOWED_INTERRUPTS(null) {
        @Override
        void commit() {
            while (true) {
                try {
                    Thread.sleep(1_000);
                } catch (InterruptedException swallowed) {
                    continue;
                }
            }
        }
    },
    /** A regular expression that backtracks for ever and looks at no interrupt. */
    BACKTRACKING_REGEX(null) {
        @Override
        void commit() {
            while (true) Pattern.matches("(.*a){18}", "a".repeat(30) + "!");
        }
    },
    /** A counted loop. */
    COUNTED_LOOP(null) {
        @Override
        void commit() {
            for (int i = 0; ; i++) sink += i;
        }
    },
    /** Two threads that wait for each other. */
    DEADLOCK(null) {
        @Override
        void commit() throws Exception {
            var first = new Object();
            var second = new Object();
            var both = new java.util.concurrent.CountDownLatch(2);
            var other = new Thread(() -> lockBoth(second, first, both), "deadlocked");
            other.setDaemon(true);
            other.start();
            lockBoth(first, second, both);
        }
    };

    @SuppressWarnings("NonFinalStaticField") // keeps the loop from being optimized away
    private static volatile long sink;

    private final Optional<Reason> loses;

    Fault(@org.jspecify.annotations.Nullable Reason loses) {
        this.loses = Optional.ofNullable(loses);
    }

    /** Does it. */
    abstract void commit() throws Exception;

    /** {@return the reason the pool has to name for the lost worker; empty if the task alone ends, or never} */
    Optional<Reason> loses() {
        return loses;
    }

    /** {@return what a worker's JVM needs to be told so that all of them can be committed} */
    static String[] flags() {
        return Runtime.version().feature() < 23
                ? new String[0]
                : new String[] {"--sun-misc-unsafe-memory-access=allow"};
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    private static void lockBoth(Object first, Object second, java.util.concurrent.CountDownLatch both) {
        synchronized (first) {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException deaf) {
                Thread.currentThread().interrupt();
            }
            synchronized (second) {
                sink++;
            }
        }
    }

    /** Sends this JVM a signal. */
    static void signalSelf(String signal) throws IOException, InterruptedException {
        signal(signal, ProcessHandle.current().pid());
        Thread.sleep(60_000);
    }

    /** Sends a process a signal. */
    static void signal(String signal, long pid) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .start()
                .waitFor();
        if (exit != 0) throw new IOException("kill -" + signal + " " + pid + " failed: no such process?");
    }

    /** {@return a list with {@code count} of each fault of the map, and the rest empty, in the order in which they come} */
    static List<Optional<Fault>> recipe(int total, Map<Fault, Integer> counts) {
        List<Optional<Fault>> all = new ArrayList<>(total);
        counts.forEach((fault, count) -> {
            for (int i = 0; i < count; i++) all.add(Optional.of(fault));
        });
        while (all.size() < total) all.add(Optional.empty());
        return all;
    }
}
