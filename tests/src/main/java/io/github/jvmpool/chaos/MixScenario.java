package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.ShippingException;
import io.github.jvmpool.TaskTimeoutException;
import io.github.jvmpool.WorkerLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Good tasks among a fifth of bad ones of many kinds: each kind's failures are counted to the last one (F5). */
final class MixScenario implements Scenario {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String GOOD = "good";
    private static final String UNSENDABLE = "result cannot be sent";
    private static final int CLEAN = 1_000;

    @Override
    public String name() {
        return "mix";
    }

    @Override
    public String about() {
        return "mixes 5 % out of memory, 5 % exit, 3 % hang, 3 % stack overflow, 2 % crash, 2 % unsendable results (--tasks)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int tasks = trial.scale().tasks(100, 10_000);
        var kinds = kinds(tasks);
        Collections.shuffle(kinds, trial.random());
        var expected = new TreeMap<String, Integer>();
        for (var kind : kinds) expected.merge(label(kind), 1, Integer::sum);

        var ledger = trial.ledger();
        var seen = new TreeMap<String, Integer>();
        try (var journal = Journal.create(tasks);
                Pool pool = trial.pool(trial.scale().processes(2))
                        .maxHeap("24m")
                        .killGrace(Duration.ofMillis(100))
                        .build()) {
            // Only for those that never end by themselves: on a busy machine a crash or an exit may well take as long.
            var limited = pool.withTimeout(LIMIT);
            List<AsyncResult<?>> results = new ArrayList<>();
            String name = journal.name();
            for (int i = 0; i < tasks; i++) {
                int task = i;
                String kind = kinds.get(i);
                if (kind.equals(UNSENDABLE)) results.add(pool.applyAsync(() -> unsendable(name, task)));
                else if (kind.equals(GOOD)) results.add(pool.applyAsync(() -> Payload.work(name, task, 500)));
                else if (kind.equals(Fault.SWALLOWED_INTERRUPTS.name()))
                    results.add(limited.applyAsync(() -> commit(name, task, Fault.SWALLOWED_INTERRUPTS)));
                else results.add(pool.applyAsync(() -> commit(name, task, Fault.valueOf(kind))));
            }
            for (int task = 0; task < tasks; task++)
                seen.merge(outcome(task, kinds.get(task), results.get(task), ledger), 1, Integer::sum);
            ledger.set("submitted", tasks);
            expected.forEach(
                    (what, count) -> ledger.set("ended: " + what, seen.getOrDefault(what, 0) + " of " + count));
            ledger.promise(expected.equals(seen), "each kind has its exact count: " + expected, seen);
            journal.account(ledger, 1);
            promiseCleanAfterwards(trial, pool);
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static List<String> kinds(int tasks) {
        Map<Fault, Integer> bad = new EnumMap<>(Fault.class);
        bad.put(Fault.OUT_OF_HEAP, tasks * 5 / 100);
        bad.put(Fault.EXIT_0, tasks * 3 / 100);
        bad.put(Fault.EXIT_5, tasks * 2 / 100);
        bad.put(Fault.SWALLOWED_INTERRUPTS, tasks * 3 / 100);
        bad.put(Fault.STACK_OVERFLOW, tasks * 3 / 100);
        bad.put(Fault.SEGMENTATION_FAULT, tasks * 2 / 100);
        List<String> kinds = new ArrayList<>();
        for (var fault : Fault.recipe(tasks, bad))
            kinds.add(fault.map(Enum::name).orElse(GOOD));
        for (int i = 0; i < tasks * 2 / 100; i++) kinds.set(tasks - 1 - i, UNSENDABLE);
        return kinds;
    }

    private static long[] commit(String journal, int task, Fault fault) throws Exception {
        Journal.at(journal).start(task);
        fault.commit();
        return new long[0];
    }

    private static Thread unsendable(String journal, int task) throws Exception {
        Journal.at(journal).start(task);
        return Thread.currentThread();
    }

    private static String label(String kind) {
        if (kind.equals(GOOD)) return "value";
        if (kind.equals(UNSENDABLE)) return ShippingException.class.getSimpleName();
        var fault = Fault.valueOf(kind);
        if (fault.loses().isPresent()) return "lost " + fault.loses().get();
        return (fault == Fault.STACK_OVERFLOW ? StackOverflowError.class : TaskTimeoutException.class).getSimpleName();
    }

    private static String outcome(int task, String kind, AsyncResult<?> result, Ledger ledger) throws Exception {
        String seen;
        try {
            var value = result.get(Trial.PATIENCE.toSeconds() * 10, TimeUnit.SECONDS);
            boolean right = value instanceof long[] all && all[0] == task && all[1] == Payload.value(task);
            seen = right ? "value" : "wrong value";
        } catch (ExecutionException e) {
            var failure = Optional.ofNullable(e.getCause()).orElse(e);
            seen = failure instanceof WorkerLostException lost
                    ? "lost " + lost.reason()
                    : failure.getClass().getSimpleName();
            if (!seen.equals(label(kind))) ledger.broken("a task of kind " + kind + " ended with " + failure);
        }
        return seen;
    }

    private static void promiseCleanAfterwards(Trial trial, Pool pool) {
        var items = IntStream.range(0, CLEAN).boxed().toList();
        var values = pool.map(Payload::value, items);
        boolean right = values.equals(items.stream().map(Payload::value).toList());
        trial.ledger().promise(right, CLEAN + " of " + CLEAN + " clean tasks succeed afterwards");
    }
}
