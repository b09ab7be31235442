package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolException;
import io.github.jvmpool.WorkerLostException;
import io.github.jvmpool.WorkerOutput;
import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Mutated, cut and lying bytes, into the decoder and from hostile workers, to a caller with 64 MB of heap (F11). */
final class FrameScenario implements Scenario {
    @Override
    public String name() {
        return "frames";
    }

    @Override
    public String about() {
        return "mutated, cut and lying frames to a caller with 64 MB of heap (--tasks: mutated, cut; a tenth lies)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int frames = trial.scale().tasks(2_000, 10_000);
        int attacks = trial.scale().full() ? 1_000 : 2 * HostileWorker.Attack.values().length;
        var command = Subprocess.command(Victim.class, "-Xmx64m", "-XX:+ExitOnOutOfMemoryError");
        command.addAll(List.of(Long.toString(trial.seed()), Integer.toString(frames), Integer.toString(attacks)));
        Subprocess.run(trial.ledger(), command, 1_200);
    }

    /** The caller with the small heap. */
    static final class Victim {
        private Victim() {}

        /** Takes seed, number of frames, number of attacks. */
        public static void main(String[] args) throws Exception {
            long seed = Long.parseLong(args[0]);
            int frames = Integer.parseInt(args[1]);
            for (int i = 0; i < frames; i++) decode(seed + i, "mutated");
            for (int i = 0; i < frames; i++) decode(seed + i, "cut");
            for (int i = 0; i < frames / 10; i++) decode(seed + i, "lying");
            System.out.println("frames mutated=" + frames);
            System.out.println("frames cut=" + frames);
            System.out.println("frames with lying lengths=" + frames / 10);
            attack(seed, Integer.parseInt(args[2]));
        }

        private static void decode(long seed, String how) {
            var random = new Random(seed);
            var encoder = new Encoder(CallerLoaders.shared());
            encoder.value(sample(random));
            var encoded = encoder.finish();
            var bytes = new byte[(int) encoded.length()];
            encoded.copy(0, bytes, 0, bytes.length);
            int at = random.nextInt(bytes.length);
            switch (how) {
                case "cut" -> bytes = Arrays.copyOf(bytes, at);
                case "lying" -> {
                    at = Math.max(0, at - 4);
                    for (int i = at; i < Math.min(at + 4, bytes.length); i++)
                        bytes[i] = (byte) (i < at + 3 ? 0xff : 0x7f);
                }
                default -> {
                    for (int n = random.nextInt(4); n >= 0; n--)
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            try {
                new Decoder(CallerLoaders.shared(), filter(), null).value(new ArraySource(bytes, 0, bytes.length));
            } catch (IOException | ClassNotFoundException declared) {
                if (declared.getCause() instanceof OutOfMemoryError)
                    System.out.println("BROKEN no OutOfMemoryError, " + how + ", seed " + seed + ": " + declared);
            } catch (Throwable other) {
                System.out.println("BROKEN only declared exceptions, " + how + ", seed " + seed + ": " + other);
            }
        }

        /** The one that results pass. */
        private static ObjectInputFilter filter() throws IOException {
            try {
                var field = Class.forName("io.github.jvmpool.DefaultFilter").getDeclaredField("INSTANCE");
                field.setAccessible(true);
                return (ObjectInputFilter) field.get(null);
            } catch (ReflectiveOperationException e) {
                throw new IOException(e);
            }
        }

        private static Object sample(Random random) {
            return switch (random.nextInt(6)) {
                case 0 -> new ArrayList<>(List.of(1, "two", 3.0, List.of(4L), Map.of("five", 6), new int[] {7, 8}));
                case 1 -> new HashMap<>(Map.of("a", List.of(1, 2), "b", "text"));
                case 2 -> new TreeMap<>(Map.of("a", 1, "b", 2));
                case 3 -> new double[][] {{1, 2}, {3}};
                case 4 -> new IllegalStateException("text", new IOException("cause"));
                default -> new Object[] {"x", Duration.ofSeconds(3), new int[100], java.math.BigInteger.TEN};
            };
        }

        private static void attack(long seed, int attacks) throws Exception {
            var all = HostileWorker.Attack.values();
            try (Pool pool = Pool.builder()
                    .processes(2)
                    .heartbeat(Duration.ofSeconds(1))
                    .maxHeap("32m")
                    .output(WorkerOutput.discard())
                    .build()) {
                for (int i = 0; i < attacks; i++) attackOnce(pool, all[i % all.length], seed + i);
            }
            System.out.println("attacks by hostile workers=" + attacks);
        }

        private static void attackOnce(Pool pool, HostileWorker.Attack attack, long seed) throws Exception {
            var good = pool.mapAsync(x -> x + 1, List.of(1, 2, 3, 4, 5, 6, 7, 8));
            long start = System.nanoTime();
            var bad = pool.applyAsync(() -> HostileWorker.commit(attack, seed));
            String name = attack + ", seed " + seed;
            try {
                bad.get(10, TimeUnit.SECONDS);
                System.out.println("hostile tasks with a value=1");
            } catch (ExecutionException e) {
                System.out.println("hostile tasks that failed=1");
                if (!(e.getCause() instanceof PoolException))
                    System.out.println("BROKEN a hostile worker gives a named failure, " + name + ": " + e.getCause());
                if (e.getCause() instanceof WorkerLostException lost
                        && lost.reason() != WorkerLostException.Reason.UNRESPONSIVE
                        && lost.exitCode() != 9)
                    System.out.println("BROKEN the violation is named, " + name + ": " + lost);
            } catch (TimeoutException e) {
                System.out.println("BROKEN a hostile worker is found, " + name + ": " + pool.snapshot());
                bad.cancel(true);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            if (millis > 3_000)
                System.out.println("BROKEN it is found within the heartbeat's time, " + name + ": " + millis);
            try {
                int value = pool.applyAsync(() -> 42).get(10, TimeUnit.SECONDS);
                if (value != 42) System.out.println("BROKEN values are right, " + name + ": " + value);
                good.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // What ran in the hostile worker's JVM at that time, or after it, may be lost with it.
                if (!(e.getCause() instanceof PoolException))
                    System.out.println("BROKEN others fail by name only, " + name + ": " + e.getCause());
            } catch (TimeoutException e) {
                System.out.println("BROKEN the pool lives, " + name + ": " + pool.snapshot() + Watchdog.dump());
                System.exit(1);
            }
        }
    }
}
