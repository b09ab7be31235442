package io.github.jvmpool.failures;

import io.github.jvmpool.Pool;
import io.github.jvmpool.VoidTask;
import io.github.jvmpool.WorkerOutput;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Every way to fail that a user can meet, each as a small program. */
@SuppressWarnings({"unused", "EmptyTryBlock"})
final class FailureExamples {
    private FailureExamples() {}

    record Order(String name, Thread clerk) implements Serializable {}

    record Foreign(int number) implements Serializable {}

    /** Sends this JVM a signal, which no program can expect. */
    static int signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + ProcessHandle.current().pid())
                .start()
                .waitFor();
        Thread.sleep(60_000);
        return 0;
    }

    static int spin() {
        for (long i = 0; ; i++) if (i < 0) i = 0;
    }

    // ---- the task ----

    @Shown(
            at = 1,
            title = "The task throws",
            means =
                    "The task itself threw. An unchecked exception or error arrives as it is; its stack trace shows the worker's"
                            + " frames, then a marker frame with the worker, then yours.",
            todo = "What you would do had the task run in this JVM. Nothing is wrong with the worker.")
    static void taskThrows() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(text -> Integer.parseInt(text), "forty-two");
        }
    }

    @Shown(
            at = 2,
            title = "The task throws a checked exception",
            means = "`apply`, `map` and `next` declare no checked exceptions, so it arrives inside a `TaskException`.",
            todo =
                    "Look at `getCause()`. A class that the task asks for by its name, as here, is looked for in the caller too:"
                            + " it is in neither JVM.")
    static void taskThrowsChecked() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> Class.forName("com.example.NoSuchClass"));
        }
    }

    @Shown(
            at = 3,
            title = "Items of a `map` fail",
            means =
                    "The first failure in the order of the items; the others are attached to it (`getSuppressed()`). Every item has"
                            + " been tried.",
            todo = "Use `imap` if you want the results that there are.")
    static void itemsFail() {
        try (Pool pool = Pool.of(2)) {
            pool.map(x -> 100 / x, List.of(1, 0, 2, 0));
        }
    }

    @Shown(
            at = 4,
            title = "The task runs longer than it may",
            means =
                    "Its time limit is over. It was interrupted; had it not ended within `killGrace`, its worker would have been"
                            + " replaced.",
            todo = "Give it more time (`withTimeout`), or find out what it waits for.")
    static void timeLimit() {
        try (Pool pool = Pool.of(1)) {
            pool.withTimeout(Duration.ofMillis(200)).withLabel("settle").apply(() -> Thread.sleep(60_000));
        }
    }

    // ---- the worker ----

    @Shown(
            at = 10,
            title = "The worker exits",
            means = "The task, or a library that it uses, has ended the JVM. Tasks that had not started run elsewhere.",
            todo = "Find the call of `System.exit` or `Runtime.halt`.")
    static void exits() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> System.exit(3));
        }
    }

    @Shown(
            at = 11,
            title = "The worker crashes",
            means = "Native code has gone wrong. The message has the head of the JVM's crash report.",
            todo =
                    "The frame named there tells the library. `withRetries(n)` runs the task again, if it may be run twice.")
    static void crashes() {
        try (Pool pool =
                Pool.builder().processes(1).output(WorkerOutput.discard()).build()) {
            pool.withLabel("render page 7").apply(() -> signal("SEGV"));
        }
    }

    @Shown(
            at = 12,
            title = "The worker is killed from outside",
            means =
                    "Something has sent the process a signal. Where nobody did, it is the kernel, which was out of memory.",
            todo =
                    "Look into the kernel's log (`dmesg`) or the container's events; give the workers a smaller `maxHeap`, or use"
                            + " fewer.")
    static void killed() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> signal("KILL"));
        }
    }

    @Shown(
            at = 13,
            title = "The worker runs out of memory",
            means =
                    "An `OutOfMemoryError` was thrown in it, so that nothing in this JVM can be relied on. It has been replaced.",
            todo = "Set `maxHeap`, or give each task less to do.")
    static void outOfMemory() {
        try (Pool pool = Pool.builder().processes(1).maxHeap("32m").build()) {
            pool.apply(() -> {
                List<long[]> all = new ArrayList<>();
                while (true) all.add(new long[1 << 17]);
            });
        }
    }

    @Shown(
            at = 14,
            title = "The worker uses more memory than it may",
            means = "Its resident memory, native memory included, has passed `maxResidentMemory`.",
            todo = "Set a larger limit, or find what the task leaks outside of the heap.")
    static void memoryLimit() {
        try (Pool pool =
                Pool.builder().processes(1).maxResidentMemory(200 << 20).build()) {
            pool.apply(() -> {
                ByteBuffer outside = ByteBuffer.allocateDirect(400 << 20);
                Thread.sleep(60_000);
                return outside.get(0);
            });
        }
    }

    @Shown(
            at = 15,
            title = "The worker gives no sign of life",
            means =
                    "It was stopped (a debugger, `SIGSTOP`), or starved of processor or memory, for longer than `heartbeat`.",
            todo = "Set a longer `heartbeat` where that is normal.")
    static void unresponsive() {
        try (Pool pool =
                Pool.builder().processes(1).heartbeat(Duration.ofMillis(500)).build()) {
            pool.apply(() -> signal("STOP"));
        }
    }

    // ---- what cannot travel ----

    @Shown(
            at = 20,
            title = "The function cannot travel",
            means = "What the lambda captures is not serializable. Thrown at your own line, before anything is sent.",
            todo =
                    "Capture what the task needs of it (a name, a number) instead, or make it in the worker (`WorkerLocal`).")
    static void functionCannotTravel() {
        try (Pool pool = Pool.of(1)) {
            Thread clerk = Thread.currentThread();
            pool.apply(() -> clerk.getName());
        }
    }

    @Shown(
            at = 21,
            title = "An argument cannot travel",
            means = "The path of fields leads to what is not serializable.",
            todo = "Make the field `transient`, or pass something smaller.")
    static void argumentCannotTravel() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(order -> order.name(), new Order("7 apples", Thread.currentThread()));
        }
    }

    @Shown(
            at = 22,
            title = "A result cannot travel",
            means = "The task has ended, but what it returned is not serializable. The worker lives on.",
            todo = "Return what you need of it.")
    static void resultCannotTravel() {
        try (Pool pool = Pool.of(1)) {
            pool.apply(() -> new Order("7 apples", Thread.currentThread()));
        }
    }

    @Shown(
            at = 23,
            title = "The filter refuses a result",
            means =
                    "The object stream of the result has a class that your `deserializationFilter` does not allow. No code of that"
                            + " class has run in the caller.",
            todo = "Allow the class, if you meant to.")
    static void filterRefuses() {
        ObjectInputFilter filter = ObjectInputFilter.Config.createFilter("com.example.*;java.base/*;!*");
        try (Pool pool =
                Pool.builder().processes(1).deserializationFilter(filter).build()) {
            pool.apply(() -> new Foreign(1));
        }
    }

    // ---- the pool ----

    @Shown(
            at = 30,
            title = "The initializer throws",
            means =
                    "Three workers in a row did not come up, so the pool is broken: every pending and later call fails like this."
                            + " The cause is what the initializer threw.",
            todo = "Mend the initializer and make a new pool.")
    static void initializerThrows() {
        VoidTask initializer = () -> {
            throw new IOException("no database at port 5432");
        };
        try (Pool pool = Pool.builder().processes(1).initializer(initializer).build()) {
            pool.apply(() -> 42);
        }
    }

    @Shown(
            at = 31,
            title = "The workers' JVM does not start",
            means = "The JVM ended before it took its first task. The message has what it printed.",
            todo = "Mend `jvmArgs`, `javaHome` or `classPath`.")
    static void jvmDoesNotStart() {
        try (Pool pool = Pool.builder().processes(1).jvmArgs("-XX:+NoSuchFlag").build()) {
            pool.apply(() -> 42);
        }
    }

    @Shown(
            at = 32,
            title = "The workers take too long to come up",
            means = "The initializer, or the start of the JVM, took longer than `startTimeout`.",
            todo = "Set a longer one, or find out what the initializer waits for.")
    static void startTimeout() {
        try (Pool pool = Pool.builder()
                .processes(1)
                .initializer(() -> Thread.sleep(60_000))
                .startTimeout(Duration.ofMillis(700))
                .build()) {
            pool.apply(() -> 42);
        }
    }

    @Shown(
            at = 33,
            title = "Work is offered to a closed pool",
            means = "`shutdown`, `close` or `terminate` was called before.",
            todo = "Make the call inside of the `try` block that owns the pool.")
    static void closed() {
        Pool pool = Pool.of(1);
        pool.close();
        pool.apply(() -> 42);
    }

    @Shown(
            at = 34,
            title = "The pool is terminated while a call runs",
            means = "`terminate()` was called, or a thread was interrupted in `close()`.",
            todo = "Use `close()` if the results are wanted.")
    static void terminated() {
        Pool pool = Pool.of(1);
        var result = pool.applyAsync(() -> Thread.sleep(60_000));
        pool.terminate();
        result.join();
    }

    @Shown(
            at = 35,
            title = "The waiting thread is interrupted",
            means =
                    "The call was cancelled, and its task interrupted, because nobody waits for it any more. The thread's interrupt"
                            + " flag is still set.",
            todo = "Let the thread end.")
    static void interrupted() {
        try (Pool pool = Pool.of(1)) {
            Thread.currentThread().interrupt();
            pool.apply(() -> Thread.sleep(60_000));
        }
    }

    @Shown(
            at = 36,
            title = "`join()` before the pool is closed",
            means = "An open pool may get more work, so its end cannot be waited for.",
            todo = "Call `close()`, which does both.")
    static void joinedWhileOpen() throws InterruptedException {
        try (Pool pool = Pool.of(1)) {
            pool.join();
        }
    }

    @Shown(
            at = 37,
            title = "A pool is dropped without `close()` (in the log)",
            means = "The pool object was collected; its workers have been ended. The place is where the pool was made.",
            todo = "Use `try (Pool pool = …)`.")
    static void dropped() throws Exception {
        var pool = new WeakReference<>(Pool.of(1));
        while (pool.get() != null) System.gc();
    }

    // ---- the executor view ----

    @Shown(
            at = 40,
            title = "The executor view is handed what cannot travel",
            means = "`submit` refuses it as an executor does. The cause is a `ShippingException`.",
            todo = "Declare it as a `Task`, which is serializable, or cast the lambda to `Callable & Serializable`.")
    static void executorRefuses() {
        try (Pool pool = Pool.of(1)) {
            pool.asExecutorService().submit(() -> 42);
        }
    }

    @Shown(
            at = 41,
            title = "`CompletableFuture.supplyAsync` with the executor view",
            means = "The JDK wraps the function in an object of its own, which cannot travel.",
            todo = "Call `pool.applyAsync(task)`: its result is a `CompletableFuture`.")
    static void supplyAsync() {
        try (Pool pool = Pool.of(1)) {
            CompletableFuture.supplyAsync(() -> 42, pool.asExecutorService());
        }
    }

    // ---- options ----

    @Shown(
            at = 50,
            title = "An option is out of its range",
            means = "Checked in `build()`, before anything is started. The message names option, range and value.",
            todo = "Mend the option.")
    static void badProcesses() {
        Pool.builder().processes(0).build();
    }

    @Shown(at = 51, title = "A heap that is none", means = "As above.", todo = "Write it as `-Xmx` takes it.")
    static void badHeap() {
        Pool.builder().maxHeap("plenty").build();
    }

    @Shown(
            at = 52,
            title = "A Java that is none",
            means = "As above.",
            todo = "Name the directory that has `bin/java`.")
    static void badJavaHome() {
        Pool.builder().javaHome(Path.of("/opt/no-java-here")).build();
    }

    @Shown(
            at = 53,
            title = "An option's value cannot travel",
            means = "The initializer, the finalizer or the serializer captures what is not serializable.",
            todo = "As with a function.")
    static void initializerCannotTravel() {
        Thread clerk = Thread.currentThread();
        Pool.builder().initializer(() -> clerk.getName()).build();
    }

    @Shown(
            at = 60,
            title = "`Worker.current()` outside of a task",
            means = "This JVM is no worker.",
            todo = "Use `Worker.find()` where the code may run in either.")
    static void noWorker() {
        io.github.jvmpool.Worker.current();
    }
}
