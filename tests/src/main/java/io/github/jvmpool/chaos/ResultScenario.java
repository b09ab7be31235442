package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Results from nothing to a gigabyte and beyond, read slowly, and values that resist serialization (F12, F13).
 *
 * <p>The large ones come to a JVM of their own, so that its heap can be measured out.
 */
final class ResultScenario implements Scenario {
    @Override
    public String name() {
        return "results";
    }

    @Override
    public String about() {
        return "results of 0 bytes to 1 GB, too large ones, many with slow readers, and unserializable ones (--tasks)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        boolean full = trial.scale().full();
        int many = trial.scale().tasks(40, 1_000);
        long largest = full ? 1_000_000_000 : 60_000_000;
        run(trial, Sizes.class, largest, largest);
        int slow = full ? 10_000_000 : 5_000_000;
        run(trial, SlowReader.class, slow, slow, many);
        try (Pool pool = trial.pool(2).build()) {
            Unserializable.tryAll(pool, trial.ledger());
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    /** Runs a program whose heap has room for a result of so many bytes and 64 MB. */
    private static void run(Trial trial, Class<?> program, long result, long... arguments) throws Exception {
        var command =
                Subprocess.command(program, "-Xmx" + (result / 1_000_000 + 64) + "m", "-XX:+ExitOnOutOfMemoryError");
        for (long each : arguments) command.add(Long.toString(each));
        Subprocess.run(trial.ledger(), command, 600);
    }

    /** The program that reads large results one by one, with a heap for one of them and 64 MB, while workers make more. */
    static final class SlowReader {
        private SlowReader() {}

        /** Takes the size of each and their number. */
        public static void main(String[] args) throws Exception {
            int size = Integer.parseInt(args[0]);
            int many = Integer.parseInt(args[1]);
            try (Pool pool = Pool.builder().processes(2).build();
                    var results = pool.imap(ResultScenario::bytes, Collections.nCopies(many, size))) {
                awaitNothingNew(pool);
                while (results.hasNext()) {
                    check(results.next(), size);
                    Thread.sleep(20);
                }
            } catch (OutOfMemoryError e) {
                System.out.println("BROKEN a slow reader of large results costs no more than a bounded buffer: " + e);
            }
            System.out.println("results read slowly=" + many);
        }

        /** Waits until the workers have done all that they may before anything is read. */
        private static void awaitNothingNew(Pool pool) throws InterruptedException {
            long before = -1;
            for (long done = 0;
                    done != before || done == 0;
                    done = pool.snapshot().completed()) {
                before = done;
                Thread.sleep(1_000);
            }
        }
    }

    /** The program with the measured heap: one copy of the largest result and 64 MB. */
    static final class Sizes {
        private Sizes() {}

        /** Takes the size of the largest result. */
        public static void main(String[] args) throws Exception {
            int largest = Integer.parseInt(args[0]);
            try (Pool pool = Pool.builder().processes(2).maxHeap("6g").build()) {
                for (int size : new int[] {0, 1, 1000, 65_535, 65_536, 1 << 19, (1 << 19) + 1, 10_000_000, largest})
                    check(pool.apply(ResultScenario::bytes, size), size);
                tooLarge(pool, largest);
                System.out.println("results of the right bytes=9");
            }
        }

        /** More than the caller's heap, and more than an array may have. */
        private static void tooLarge(Pool pool, int largest) {
            for (var size : List.of(largest + 500_000_000, Integer.MAX_VALUE - 8)) {
                try {
                    pool.apply(ResultScenario::bytes, size);
                    System.out.println("BROKEN a result that is too large is an error");
                } catch (RuntimeException named) {
                    System.out.println("results refused as too large=1");
                    if (!String.valueOf(named.getMessage()).matches("(?s).*(memory|large|heap|room).*"))
                        System.out.println("BROKEN the failure says that the result is too large: " + named);
                } catch (OutOfMemoryError unnamed) {
                    System.out.println("BROKEN a result that is too large is a named error: " + unnamed);
                }
            }
            if (pool.apply(() -> 42) != 42) System.out.println("BROKEN the pool lives on");
        }
    }

    private static void check(byte[] result, int size) {
        boolean right = result.length == size;
        for (int i = 0; i < size; i += Math.max(1, size / 1000)) right &= result[i] == (byte) (i * 31);
        if (!right) System.out.println("BROKEN a result of " + size + " bytes has the right bytes");
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        if (size > 1_200_000_000) {
            Arrays.fill(bytes, (byte) 1);
            return bytes;
        }
        for (int i = 0; i < size; i++) bytes[i] = (byte) (i * 31);
        return bytes;
    }
}
