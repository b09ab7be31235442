package io.github.jvmpool.chaos;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code jvmpool chaos}: breaks pools on purpose and counts what becomes of the work. */
@Command(
        name = "chaos",
        description = "Kills, freezes, crashes and floods workers, and counts what becomes of every task.",
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "What to do; without one, all are listed.")
    private List<String> names = List.of();

    @Option(names = "--seed", description = "Repeats the drawing of an earlier run.")
    private @Nullable Long seed;

    @Option(names = "--full", description = "The figures of the nightly run instead of brief ones.")
    private boolean full;

    @Option(names = "--tasks", paramLabel = "N", description = "How many tasks, attacks or kills.")
    private @Nullable Integer tasks;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Time between two faults, such as 500ms or 2s.")
    private @Nullable Duration every;

    @Option(names = "--processes", paramLabel = "N", description = "How many workers.")
    private @Nullable Integer processes;

    @Option(names = "--retries", paramLabel = "N", description = "How often a lost task is started again.")
    private @Nullable Integer retries;

    @Option(names = "--threads", paramLabel = "N", description = "How many threads call the pool.")
    private @Nullable Integer threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the ledgers into a file too.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (spec == null) throw new IllegalStateException("to be run by picocli, which sets the command");
        var out = spec.commandLine().getOut();
        if (names.isEmpty()) {
            for (var each : Scenarios.all()) out.printf("  %-10s %s%n", each.name(), each.about());
            return 0;
        }
        var scenarios = names.stream().map(this::scenario).toList();
        var scale = new Scale(
                full,
                optional(tasks),
                Optional.ofNullable(every),
                optional(processes),
                optional(retries),
                optional(threads));
        boolean kept = true;
        Map<String, Object> all = new LinkedHashMap<>();
        for (var each : scenarios) {
            var ledger = Trial.of(each, scale, seed == null ? System.nanoTime() : seed, out);
            kept &= ledger.broken().isEmpty();
            all.put(each.name(), ledger.data());
        }
        if (json != null) JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).write(all, json.toFile());
        return kept ? 0 : 1;
    }

    private Scenario scenario(String name) {
        if (spec == null) throw new IllegalStateException();
        return Scenarios.named(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "there is no scenario named \"" + name + "\"; 'jvmpool chaos' lists them"));
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** Reads {@code 500ms}, {@code 2s}, {@code 1m}. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                var time = Duration.parse("PT" + (text.endsWith("ms") ? millis(text) : text));
                if (time.isNegative() || time.isZero())
                    throw new TypeConversionException("must be positive, was " + text);
                return time;
            } catch (java.time.DateTimeException | NumberFormatException e) {
                throw new TypeConversionException("must be a time such as 500ms, 2s or 1m, was " + text);
            }
        }

        private static String millis(String text) {
            return Long.parseLong(text.substring(0, text.length() - 2)) / 1000.0 + "s";
        }
    }
}
