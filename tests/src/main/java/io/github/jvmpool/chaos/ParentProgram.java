package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerOutput;
import java.util.ArrayList;
import java.util.List;

/** A program with a pool, to be ended at any moment: brings its workers into a state, says so on stdout, and ends as it is told. */
final class ParentProgram {
    private ParentProgram() {}

    /** What its workers do. */
    enum State {
        /** Nothing. */
        IDLE,
        /** A counted loop. */
        BUSY,
        /** Garbage collections, one after the other. */
        GC,
        /** Sleep. */
        SLEEP,
        /** Read and write a large value. */
        FRAME,
        /** Come up. */
        STARTING
    }

    /** How it ends. */
    enum End {
        /** By SIGKILL. */
        KILL,
        /** By SIGTERM. */
        TERM,
        /** By {@code System.exit}. */
        EXIT,
        /** By {@code Runtime.halt}. */
        HALT,
        /** Because main returns. */
        RETURN
    }

    /** Runs it. */
    @SuppressWarnings("MustBeClosedChecker") // that it is not closed is the point
    public static void main(String[] args) throws Exception {
        var state = State.valueOf(args[0]);
        var end = End.valueOf(args[1]);
        Pool pool = Pool.builder()
                .processes(2)
                .maxHeap("64m")
                .minProcesses(2)
                .output(WorkerOutput.discard())
                .build();
        if (state == State.STARTING) System.out.println("ready");
        pool.map(x -> x, List.of(1, 2));
        for (int i = 0; i < 2; i++) {
            switch (state) {
                case IDLE, STARTING -> {}
                case BUSY -> pool.applyAsync(() -> Fault.COUNTED_LOOP.commit());
                case GC -> pool.applyAsync(() -> thrash());
                case SLEEP -> pool.applyAsync(() -> Thread.sleep(600_000));
                case FRAME -> pool.applyAsync(x -> x, new byte[30_000_000]);
            }
        }
        if (state == State.BUSY || state == State.GC) Thread.sleep(100);
        System.out.println("ready");
        switch (end) {
            case KILL, TERM -> Thread.sleep(600_000);
            case EXIT -> System.exit(3);
            case HALT -> Runtime.getRuntime().halt(3);
            case RETURN -> {}
        }
    }

    private static void thrash() {
        List<Object> live = new ArrayList<>();
        while (true) {
            if (live.size() > 40) live.clear();
            live.add(new byte[1 << 20]);
        }
    }
}
