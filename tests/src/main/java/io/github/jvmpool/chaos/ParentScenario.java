package io.github.jvmpool.chaos;

import io.github.jvmpool.Pool;
import io.github.jvmpool.chaos.ParentProgram.End;
import io.github.jvmpool.chaos.ParentProgram.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Ends programs that have a pool, at random moments and in every way, and looks for workers that outlive them (F7), and for files
 * that the next pool does not sweep away.
 *
 * <p>Workers are found by their command line, which names the directory of their pool and that the pid of its owner.
 */
final class ParentScenario implements Scenario {
    private static final long GONE_WITHIN = TimeUnit.SECONDS.toNanos(2);

    @Override
    public String name() {
        return "parent";
    }

    @Override
    public String about() {
        return "kills programs that have a pool; no worker may outlive them by two seconds (--tasks: the kills)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int kills = trial.scale().tasks(12, 200);
        var ledger = trial.ledger();
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            var state = State.values()[i % State.values().length];
            // Most of them the hard way.
            var end = i % 3 > 0 || state == State.STARTING ? End.KILL : End.values()[i / 3 % End.values().length];
            took.add(endOne(trial, state, end));
            ledger.add("ended by " + end, 1);
        }
        var sorted = took.stream().sorted().toList();
        ledger.set("parents ended", kills);
        ledger.set("last worker gone after, median ms", sorted.get(kills / 2) / 1_000_000);
        ledger.set("last worker gone after, longest ms", sorted.get(kills - 1) / 1_000_000);
    }

    private static long endOne(Trial trial, State state, End end) throws IOException, InterruptedException {
        var ledger = trial.ledger();
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentProgram.class.getName(),
                        state.name(),
                        end.name())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = parent.inputReader()) {
            if (!"ready".equals(out.readLine())) {
                ledger.broken("a parent in state " + state + " did not come up");
                return 0;
            }
            TimeUnit.MILLISECONDS.sleep(trial.random().nextInt(200));
            int before = workersOf(parent.pid()).size();
            ledger.add("workers there at the end", before);
            if (end == End.KILL) parent.destroyForcibly();
            else if (end == End.TERM) parent.destroy();
            if (!parent.waitFor(10, TimeUnit.SECONDS)) {
                ledger.broken("a parent does not end by " + end + " in state " + state);
                parent.destroyForcibly().waitFor();
            }
        }
        long start = System.nanoTime();
        Footprint.await(GONE_WITHIN, () -> workersOf(parent.pid()).isEmpty());
        long took = System.nanoTime() - start;
        var survivors = workersOf(parent.pid());
        ledger.add("workers that outlived their parent by 2 s", survivors.size());
        ledger.promise(survivors.isEmpty(), "no worker outlives its parent by 2 s", state, end, survivors);
        for (long survivor : survivors) ProcessHandle.of(survivor).ifPresent(ProcessHandle::destroyForcibly);
        promiseSwept(ledger, parent.pid(), state, end);
        return took;
    }

    /** The next pool on the machine removes what a dead one has left. */
    private static void promiseSwept(Ledger ledger, long parent, State state, End end) throws IOException {
        if (filesOf(parent).isEmpty()) return;
        ledger.add("directories left by killed parents", filesOf(parent).size());
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> 1);
        }
        ledger.promise(
                filesOf(parent).isEmpty(), "the next pool sweeps files of the dead", state, end, filesOf(parent));
        for (var each : filesOf(parent)) delete(each);
    }

    private static List<Path> filesOf(long parent) throws IOException {
        List<Path> found = new ArrayList<>();
        for (var base : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (!Files.isDirectory(base)) continue;
            try (Stream<Path> entries = Files.list(base)) {
                entries.filter(entry -> entry.getFileName().toString().startsWith("jvmpool-" + parent + "-"))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (var entry : entries.toList()) Files.delete(entry);
        }
        Files.delete(directory);
    }

    private static List<Long> workersOf(long parent) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> arguments.length > 0 && arguments[0].contains("/jvmpool-" + parent + "-"))
                        .isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }
}
