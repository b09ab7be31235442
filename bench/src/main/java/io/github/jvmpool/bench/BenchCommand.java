package io.github.jvmpool.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures this library beside CPython's pool, where there is a {@code python3}, and a bare JVM.
 *
 * <p>Rounds of the contestants are interleaved, so that whatever else the machine does hits all of them; medians after warm-up are
 * shown with the smallest and largest round. Ratios count, times drift with the machine.
 */
@Command(
        name = "bench",
        description = "Measures jvmpool beside CPython's Pool and a bare JVM, in the same run.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    private record Row(String title, Measure measure, int argument, int warmUp) {}

    private record Result(Row row, String contestant, double median, double least, double most) {}

    @Option(names = "--quick", description = "Fewer rounds: rough figures in under a minute.")
    private boolean quick;

    @Option(names = "--only", paramLabel = "NAME", description = "Only the rows whose title contains this.")
    private @Nullable String only;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        List<Row> rows = rows();
        if (rows.isEmpty()) {
            System.err.println("jvmpool bench: no row's title contains \"" + only + "\"");
            return 2;
        }
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, %s %s; medians of %d rounds [smallest … largest]%n",
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                rounds());
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new JvmPool());
        CPython.find().ifPresent(contestants::add);
        contestants.add(new BareJvm());
        List<Result> results = new ArrayList<>();
        try {
            for (Row row : rows) results.addAll(show(row, contestants));
        } finally {
            for (Contestant each : contestants) each.close();
        }
        if (json != null) JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).write(asMaps(results), json.toFile());
        return 0;
    }

    private int rounds() {
        return quick ? 5 : 15;
    }

    private List<Row> rows() {
        List<Row> all = new ArrayList<>();
        all.add(new Row("apply round trip", Measure.APPLY, 2000, 8));
        all.add(new Row("applyAsync, then all get", Measure.APPLY_ASYNC, 100_000, 8));
        all.add(new Row("applyAsync, capturing lambda", Measure.APPLY_ASYNC_CAPTURING, 100_000, 8));
        all.add(new Row("imap, chunks of 1", Measure.IMAP, 100_000, 8));
        all.add(new Row("map of ints", Measure.MAP, 100_000, 60));
        all.add(new Row("echo 1 KB", Measure.ECHO, 1 << 10, 3));
        all.add(new Row("echo 64 KB", Measure.ECHO, 1 << 16, 3));
        all.add(new Row("echo 1 MB", Measure.ECHO, 1 << 20, 3));
        all.add(new Row("echo 64 MB", Measure.ECHO, 1 << 26, 2));
        all.add(new Row("start to first result", Measure.START, 0, 3));
        all.add(new Row("lost worker to next result", Measure.RECOVERY, 0, 2));
        all.add(new Row("speed-up on 2 workers", Measure.SPEED_UP, 100_000, 1));
        all.add(new Row("queue, child to parent", Measure.QUEUE, 200_000, 5));
        all.add(new Row("queue, parent to child", Measure.QUEUE_OUT, 200_000, 5));
        all.add(new Row("queue of a manager", Measure.MANAGER_QUEUE, 10_000, 5));
        all.add(new Row("pipe round trip", Measure.PIPE, 2000, 5));
        all.add(new Row("lock and unlock", Measure.LOCK, 5000, 3));
        all.add(new Row("add to a shared number", Measure.NUMBER, 5000, 3));
        if (only != null) all.removeIf(row -> !row.title.contains(only));
        return all;
    }

    private List<Result> show(Row row, List<Contestant> contestants) throws Exception {
        for (Contestant each : contestants)
            for (int i = 0; i < (each instanceof JvmPool ? row.warmUp : 1); i++)
                each.measure(row.measure, row.argument);
        Map<String, List<Double>> rounds = new TreeMap<>();
        for (int round = 0; round < rounds(); round++)
            for (Contestant each : contestants) {
                OptionalDouble value = each.measure(row.measure, row.argument);
                if (value.isPresent())
                    rounds.computeIfAbsent(each.name(), name -> new ArrayList<>())
                            .add(value.getAsDouble());
            }
        List<Result> results = new ArrayList<>();
        for (Contestant each : contestants) {
            List<Double> values = rounds.get(each.name());
            if (values == null) continue;
            Collections.sort(values);
            results.add(new Result(
                    row, each.name(), values.get(values.size() / 2), values.get(0), values.get(values.size() - 1)));
        }
        if (results.isEmpty()) return results;
        Result own = results.get(0);
        print(own, own.row.title, "");
        for (Result other : results.subList(1, results.size())) {
            double factor = row.measure.moreIsBetter ? own.median / other.median : other.median / own.median;
            print(other, "", String.format(Locale.ROOT, "   jvmpool is %.2f times as good", factor));
        }
        return results;
    }

    private static void print(Result result, String title, String ratio) {
        System.out.printf(
                Locale.ROOT,
                "%-30s %-13s %14s %-5s [%s … %s]%s%n",
                title,
                result.contestant,
                number(result.median),
                result.row.measure.unit,
                number(result.least),
                number(result.most),
                ratio);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 100 ? "%.0f" : "%.2f", value);
    }

    private static List<Map<String, Object>> asMaps(List<Result> results) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("row", result.row.title);
            map.put("contestant", result.contestant);
            map.put("unit", result.row.measure.unit);
            map.put("median", result.median);
            map.put("least", result.least);
            map.put("most", result.most);
            maps.add(map);
        }
        return maps;
    }
}
