package io.github.jvmpool.chaos;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Workers that print without end, natively too, print half lines, close their descriptors or are asked for thread dumps, while others
 * work (F16).
 */
final class FloodScenario implements Scenario {
    private static final int LINE = 100;

    @Override
    public String name() {
        return "flood";
    }

    @Override
    public String about() {
        return "floods of prints, closed descriptors, thread dumps, in the midst of other work (--tasks: MB for each stream)";
    }

    @Override
    public void run(Trial trial) throws Exception {
        int megabytes = trial.scale().tasks(30, 1_000);
        var ledger = trial.ledger();
        var characters = new LongAdder();
        try (Pool pool = trial.pool(trial.scale().processes(3))
                .output(WorkerOutput.to((worker, line) -> characters.add(line.length() + 1)))
                .build()) {
            List<AsyncResult<Integer>> floods = new ArrayList<>();
            floods.add(pool.applyAsync(() -> print(megabytes)));
            floods.add(pool.applyAsync(() -> printNatively(megabytes)));
            int done = 0;
            int value = 0;
            while (!(floods.get(0).ready() && floods.get(1).ready())) {
                value += pool.apply(x -> x + 1, done) - done;
                done++;
                if (done % 200 == 0) dumpThreads(pool);
            }
            ledger.set("tasks of others meanwhile", done);
            ledger.promise(value == done, "their values are right", value, done);
            for (var flood : floods) ledger.promise(flood.get() == megabytes, "a flood ends with its value");
            long wanted = 4L * megabytes * 1_000_000;
            Footprint.await(20_000_000_000L, () -> characters.sum() >= wanted);
            ledger.set("characters printed", characters.sum());
            ledger.promise(characters.sum() >= wanted, "every line arrives", characters.sum(), wanted);
            oddPrints(pool, ledger);
            ledger.promise(pool.snapshot().workersLost() == 0, "no worker is lost", pool.snapshot());
            trial.promiseSnapshot(pool);
            trial.promiseClose(pool);
        }
    }

    private static int print(int megabytes) {
        var line = "x".repeat(LINE - 1);
        for (int i = 0; i < megabytes * (1_000_000 / LINE); i++) {
            System.out.println(line);
            System.err.println(line);
        }
        return megabytes;
    }

    @SuppressWarnings("resource") // not ours to close
    private static int printNatively(int megabytes) throws IOException {
        var line = ("y".repeat(LINE - 1) + "\n").repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var out = new FileOutputStream(FileDescriptor.out);
        var err = new FileOutputStream(FileDescriptor.err);
        for (int i = 0; i < megabytes * (1_000_000 / LINE / 100); i++) {
            out.write(line);
            err.write(line);
        }
        return megabytes;
    }

    private static void dumpThreads(Pool pool) throws IOException, InterruptedException {
        for (var worker : pool.snapshot().workers()) {
            if (worker.info().pid() > 0 && worker.state() != io.github.jvmpool.PoolSnapshot.WorkerState.STARTING)
                Fault.signal("QUIT", worker.info().pid());
        }
    }

    private static void oddPrints(Pool pool, Ledger ledger) throws Exception {
        int half = pool.apply(() -> {
            System.out.print("half a line");
            return 1;
        });
        int bytes = pool.apply(() -> {
            var out = new FileOutputStream(FileDescriptor.out);
            out.write(new byte[] {0, 0, 0, 'a', 0, (byte) 0xff, '\n', 0});
            return 2;
        });
        ledger.promise(half + bytes == 3, "half lines and NULs hurt nothing");
        for (int i = 0; i < 3; i++) {
            var closed = pool.applyAsync(() -> {
                new FileOutputStream(FileDescriptor.out).close();
                new FileOutputStream(FileDescriptor.err).close();
                new java.io.FileInputStream(FileDescriptor.in).close();
                System.out.println("after the end");
                return 3;
            });
            ledger.promise(closed.get(20, TimeUnit.SECONDS) == 3, "a task that closes its descriptors has its value");
        }
        for (int i = 0; i < 50; i++)
            ledger.promise(pool.applyAsync(x -> x, i).get(20, TimeUnit.SECONDS) == i, "the pool works after that");
    }
}
