package io.github.jvmpool.cli;

import static io.github.jvmpool.cli.Console.seconds;
import static io.github.jvmpool.cli.Console.since;

import io.github.jvmpool.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A tour of what a pool does, on input that every Java carries: the class files of its own run-time image. What it tells it also
 * checks.
 */
final class Demo {
    private static final int MOST_WORKERS = 8;
    private static final int MODULES_SHOWN = 10;

    private final Console console;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final int processes = Math.max(2, Math.min(MOST_WORKERS, processors));

    Demo(Console console) {
        this.console = console;
    }

    /** {@return whether everything behaved as told} */
    boolean run() throws IOException, InterruptedException {
        var start = System.nanoTime();
        console.heading("jvmpool demo");
        console.line(
                "This JVM is process %d: Java %d, %d %s.",
                ProcessHandle.current().pid(),
                Runtime.version().feature(),
                processors,
                processors == 1 ? "processor" : "processors");

        var classFiles = RuntimeImage.classFiles();
        try (var pool = Pool.of(processes)) {
            speedUp(pool, classFiles);
            resultsAsTheyCome(pool, classFiles);
        }
        new FatalTasks(console).run();
        tryItYourself();

        console.heading(
                console.asTold()
                        ? "Everything behaved as told, in " + seconds(since(start)) + "."
                        : "Something did not behave as told; see above.");
        return console.asTold();
    }

    private void speedUp(Pool pool, List<String> classFiles) throws IOException {
        console.heading("1. The same function here and in " + processes + " worker JVMs: pool.map");
        console.line("It reads a class file, counts methods and bytecode instructions, and compresses it.");
        console.line("Input: the %,d class files of this Java's own run-time image.", classFiles.size());

        var warmUp = everyFifth(classFiles);
        oneAfterAnother(warmUp);
        for (int i = 0; i < processes; i++) pool.map(RuntimeImage::measure, warmUp);

        var serialStart = System.nanoTime();
        var serial = oneAfterAnother(classFiles);
        var serialTime = since(serialStart);
        var parallelStart = System.nanoTime();
        var parallel = Census.of(pool.map(RuntimeImage::measure, classFiles));
        var parallelTime = since(parallelStart);

        console.line("One after another in this JVM:  %s", seconds(serialTime));
        console.line(
                "pool.map over %d workers:        %s, %.2f times as fast",
                processes, seconds(parallelTime), (double) serialTime.toNanos() / parallelTime.toNanos());
        console.line("Every JVM was started, and warmed with every fifth file, before the clock.");
        if (processors == 1) console.line("With one processor there is nothing to gain in time.");
        console.verdict(
                serial.equals(parallel),
                "Both found the same: %,d methods, %,d instructions, %,d bytes, %,d compressed.",
                parallel.methods(),
                parallel.instructions(),
                parallel.bytes(),
                parallel.deflated());
        console.line(
                "Largest class: %s, %,d bytes",
                parallel.largest().name(), parallel.largest().bytes());
        console.line(
                "Longest method: %s.%s, %,d instructions",
                parallel.longest().name(),
                parallel.longest().longestMethod(),
                parallel.longest().longestMethodInstructions());
    }

    private static Census oneAfterAnother(List<String> classFiles) throws IOException {
        List<ClassSize> sizes = new ArrayList<>();
        for (var classFile : classFiles) {
            sizes.add(RuntimeImage.measure(classFile));
        }
        return Census.of(sizes);
    }

    private static List<String> everyFifth(List<String> classFiles) {
        return IntStream.range(0, classFiles.size() / 5)
                .mapToObj(i -> classFiles.get(5 * i))
                .toList();
    }

    private void resultsAsTheyCome(Pool pool, List<String> classFiles) {
        console.heading("2. Results as they come: pool.imap");
        console.line("One task for each of the largest modules, from small to large:");

        var modules = largestModules(classFiles);
        var start = System.nanoTime();
        var arrived = 0;
        try (var results = pool.imap(RuntimeImage::measureModule, modules)) {
            for (var module : modules) {
                var census = results.next();
                arrived += census.classes();
                console.line(
                        "after %s  %-24s %,7d classes %,10d instructions",
                        seconds(since(start)), module, census.classes(), census.instructions());
            }
        }
        var expected = classFiles.stream()
                .filter(file -> modules.contains(RuntimeImage.moduleOf(file)))
                .count();
        console.verdict(arrived == expected, "Together %,d classes of %,d.", arrived, expected);
    }

    private static List<String> largestModules(List<String> classFiles) {
        var sizes = new TreeMap<String, Integer>();
        for (var file : classFiles) sizes.merge(RuntimeImage.moduleOf(file), 1, Integer::sum);
        var bySize = new ArrayList<>(sizes.keySet());
        bySize.sort(Comparator.comparing(sizes::get));
        return List.copyOf(bySize.subList(Math.max(0, bySize.size() - MODULES_SHOWN), bySize.size()));
    }

    private void tryItYourself() {
        console.heading("Try it yourself");
        console.line("try (var pool = io.github.jvmpool.Pool.create()) {");
        console.line("    System.out.println(pool.map(x -> x * x, java.util.List.of(1, 2, 3)));");
        console.line("}");
    }
}
