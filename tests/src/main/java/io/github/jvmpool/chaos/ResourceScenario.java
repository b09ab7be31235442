package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.PoolException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Programs that run out of descriptors, processes, memory, directories, inodes or space (F15): a named failure, and all is well when the
 * resource is back.
 */
final class ResourceScenario implements Scenario {
    @Override
    public String name() {
        return "resources";
    }

    @Override
    public String about() {
        return "no descriptors, processes, memory or directory, a long one, no room and no inodes in /dev/shm";
    }

    @Override
    public void run(Trial trial) throws Exception {
        var ledger = trial.ledger();
        inShell(ledger, "ulimit -n 120; exec \"$@\"", "descriptors");
        Subprocess.run(ledger, program("no-directory", "-Djava.io.tmpdir=/nonexistent"), 60);
        var base = Files.createTempDirectory("chaos");
        var deep = Files.createDirectories(base.resolve("d".repeat(100)).resolve("e".repeat(100)));
        Subprocess.run(ledger, program("long-directory", "-Djava.io.tmpdir=" + deep), 60);
        try (var left = Files.list(deep)) {
            ledger.promise(left.toList().isEmpty(), "nothing is left in the directory");
        }
        for (var each = deep; !each.equals(base.getParent()); each = each.getParent()) Files.delete(each);
        if (canMount()) {
            withSharedMemory(ledger, "size=300k", "small-memory");
            withSharedMemory(ledger, "nr_inodes=2", "no-inodes");
        } else {
            ledger.set("full /dev/shm", "not tried: mounting is not allowed here");
        }
        Subprocess.run(ledger, program("memory"), 60);
        var nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        if (canRead(nobody)) Subprocess.run(ledger, shell(nobody, "exec \"$@\"", program("processes")), 60);
        else ledger.set("no processes", "not tried: no other user can be taken on, or he may not read the classes");
    }

    private static void withSharedMemory(Ledger ledger, String options, String what)
            throws IOException, InterruptedException {
        String script = "mount -t tmpfs -o " + options + " none /dev/shm && exec \"$@\"";
        Subprocess.run(ledger, shell(List.of("unshare", "-m"), script, program(what)), 60);
    }

    /** Root is not bound by the limit on processes. */
    private static boolean canRead(List<String> asUser) throws IOException, InterruptedException {
        var command = new ArrayList<>(asUser);
        command.add("cat");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator))
            if (Files.isRegularFile(Path.of(entry))) command.add(entry);
            else
                command.add(Path.of(entry, ResourceScenario.class.getName().replace('.', '/') + ".class")
                        .toString());
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    private static void inShell(Ledger ledger, String script, String what) throws IOException, InterruptedException {
        Subprocess.run(ledger, shell(List.of(), script, program(what)), 60);
    }

    private static List<String> shell(List<String> before, String script, List<String> program) {
        var command = new ArrayList<>(before);
        command.addAll(List.of("sh", "-c", script, "sh"));
        command.addAll(program);
        return command;
    }

    private static List<String> program(String what, String... jvmArguments) {
        var command = Subprocess.command(Victim.class, jvmArguments);
        command.add(what);
        return command;
    }

    private static boolean canMount() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-m", "sh", "-c", "mount -t tmpfs none /dev/shm")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    /** The program that lacks something. */
    static final class Victim {
        private Victim() {}

        /** Takes the name of what it lacks. */
        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "descriptors" -> withoutDescriptors();
                case "no-directory" -> {
                    expectFailure("no directory", Pool.builder().processes(1).directory(Path.of("/proc")));
                    expectFailure(
                            "missing directory", Pool.builder().processes(1).directory(Path.of("/nonexistent")));
                    expectWork("the directory in shared memory", Pool.builder().processes(1));
                }
                case "no-inodes" -> {
                    expectFailure("no inodes", Pool.builder().processes(1).directory(Path.of("/dev/shm")));
                    expectWork(
                            "another directory for want of inodes",
                            Pool.builder().processes(2));
                }
                case "processes" -> without("no processes", "nproc", "1");
                case "memory" -> without("no memory", "as", String.valueOf(addressSpace() + (1L << 30)));
                default -> expectWork(args[0], Pool.builder().processes(2));
            }
        }

        private static void without(String what, String resource, String limit) throws Exception {
            try (var limits = new OwnLimits()) {
                expectWork("enough before " + what, Pool.builder().processes(1));
                limits.set(resource, limit);
                expectFailure(what, Pool.builder().processes(2).maxHeap("100g"));
                limits.set(resource, OwnLimits.HARD);
                expectWork("enough after " + what, Pool.builder().processes(2));
            }
        }

        /** What this JVM takes. A worker with a very large heap takes more than that and a gigabyte. */
        private static long addressSpace() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status")))
                if (line.startsWith("VmSize:")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            throw new IOException("/proc does not tell the address space");
        }

        private static void withoutDescriptors() throws Exception {
            expectWork("descriptors before", Pool.builder().processes(1));
            expectFailure("missing directory", Pool.builder().processes(1).directory(Path.of("/nonexistent")));
            List<InputStream> hoard = new ArrayList<>();
            try {
                while (true) hoard.add(new FileInputStream("/dev/null"));
            } catch (IOException noMore) {
                // Enough to load a class, too few for the pipes of a process.
                for (int i = 0; i < 3; i++) hoard.remove(0).close();
                expectFailure("no descriptors", Pool.builder().processes(2));
            }
            for (var each : hoard) each.close();
            expectWork("descriptors again", Pool.builder().processes(2));
        }

        private static void expectWork(String what, Pool.Builder builder) {
            try (Pool pool = builder.build()) {
                int sum = pool.map(x -> x + 1, List.of(1, 2, 3)).stream()
                        .mapToInt(x -> x)
                        .sum();
                if (sum == 9) System.out.println("works with " + what + "=1");
                else System.out.println("BROKEN values are right with " + what + ": " + sum);
            }
        }

        private static void expectFailure(String what, Pool.Builder builder) throws Exception {
            long start = System.nanoTime();
            try (Pool pool = builder.build()) {
                pool.applyAsync(() -> 1).get(20, TimeUnit.SECONDS);
                System.out.println("BROKEN there is a failure with " + what);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof PoolException) System.out.println("named failures with " + what + "=1");
                else System.out.println("BROKEN the failure has a name with " + what + ": " + e.getCause());
            } catch (PoolException named) {
                System.out.println("named failures with " + what + "=1");
            } catch (TimeoutException e) {
                System.out.println("BROKEN nothing hangs with " + what);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (seconds > 5) System.out.println("BROKEN it takes at most 5 s with " + what + ": " + seconds);
        }
    }
}
