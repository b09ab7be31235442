package io.github.jvmpool.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.jvmpool.examples.Examples.Program;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a program printed on this JVM's {@code System.out}, line by line, each with the time of its arrival. */
record Recording(List<Line> all) {
    record Line(String text, long nanoTime) {}

    static Recording of(Program program) throws Exception {
        var recorder = new Recorder();
        var console = System.out;
        System.setOut(new PrintStream(recorder, true, UTF_8));
        try {
            program.run(new String[0]);
        } finally {
            System.setOut(console);
        }
        return new Recording(recorder.lines());
    }

    /** {@return the lines in the order of their arrival} */
    List<String> lines() {
        return all.stream().map(Line::text).toList();
    }

    /** {@return the time between the first and the last line that match, so without the start of the first worker} */
    Duration between(String regex) {
        var times = all.stream()
                .filter(line -> line.text().matches(regex))
                .mapToLong(Line::nanoTime)
                .summaryStatistics();
        return Duration.ofNanos(times.getMax() - times.getMin());
    }

    /** {@return the numbers that the first group of the pattern finds, each once} */
    Set<Long> numbers(String regex) {
        var pattern = Pattern.compile(regex);
        return lines().stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(match -> Long.valueOf(match.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return how many tasks ran at the same time at most, told by the lines with which they start and end} */
    int mostAtOnce(String startRegex, String endRegex) {
        int running = 0;
        int most = 0;
        for (var line : lines()) {
            if (line.matches(startRegex)) most = Math.max(most, ++running);
            if (line.matches(endRegex)) running--;
        }
        return most;
    }

    /** Cuts what is printed into lines. Written by the threads that carry the workers' prints, read at the end. */
    private static final class Recorder extends OutputStream {
        private final List<Line> lines = new ArrayList<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            lines.add(new Line(line.toString(UTF_8).stripTrailing(), System.nanoTime()));
            line.reset();
        }

        synchronized List<Line> lines() {
            if (line.size() > 0) write('\n');
            return List.copyOf(lines);
        }
    }
}
