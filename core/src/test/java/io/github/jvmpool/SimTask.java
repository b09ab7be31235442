package io.github.jvmpool;

import io.github.jvmpool.wire.Bytes;
import java.io.Serializable;
import java.util.Random;
import java.util.concurrent.Callable;

/** What one task does when it runs in a simulated worker, and what has become of it so far. */
final class SimTask {
    /** What a task does at its end. */
    enum End {
        RETURNS,
        THROWS,
        /** Ends its worker. */
        KILLS
    }

    final int id;
    final long nanos;
    final End end;
    final boolean heedsInterrupts;
    final int retries;
    final boolean limited;

    /** How large its result is, or 0 for a number. */
    int resultBytes;

    int starts;
    long startedAt;
    boolean running;

    /** Whether the latest start ended with an outcome that was published as a whole. */
    boolean published;

    SimTask(int id, Random random, int retries, boolean limited) {
        this.id = id;
        this.retries = retries;
        this.limited = limited;
        this.heedsInterrupts = random.nextInt(4) > 0;
        int kind = random.nextInt(40);
        this.end = kind == 0 ? End.KILLS : kind < 5 ? End.THROWS : End.RETURNS;
        int length = random.nextInt(20);
        if (length == 0 && limited) nanos = Long.MAX_VALUE / 8;
        else if (length < 3) nanos = 1_000_000L * random.nextInt(80);
        else if (length < 8) nanos = 100_000L * random.nextInt(30);
        else nanos = 1_000L * random.nextInt(100);
    }

    /** {@return what it returns} */
    static int value(int id) {
        return id * 31 + 7;
    }

    Object result() {
        if (resultBytes == 0) return value(id);
        byte[] result = new byte[resultBytes];
        Bytes.int32(result, 0, value(id));
        return result;
    }

    /** {@return which task returned that} */
    static int idOf(Object result) {
        return ((result instanceof byte[] bytes ? Bytes.int32(bytes, 0) : (int) result) - 7) / 31;
    }

    /** A user's own task, as the executor view takes it. */
    record Own(int id) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return value(id);
        }
    }
}
