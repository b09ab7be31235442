package io.github.jvmpool.cli;

import static io.github.jvmpool.cli.Console.seconds;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import io.github.jvmpool.WorkerOutput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The part of the demo in which tasks crash, exit, hang and run out of memory, between calls that must not notice. */
final class FatalTasks {
    private static final int CALLS_AROUND = 10;
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Console console;

    FatalTasks(Console console) {
        this.console = console;
    }

    void run() throws InterruptedException {
        console.heading("3. Four tasks that would end this JVM, in a pool of one worker");
        console.line("Each stands in the queue with %d harmless calls before and behind it.", CALLS_AROUND);
        // The crash makes the JVM print a page, of which the exception has the head.
        try (var pool = Pool.builder()
                .processes(1)
                .maxHeap("64m")
                .jvmArgs(unsafeAllowed())
                .output(WorkerOutput.discard())
                .build()) {
            for (var trouble : Trouble.all()) {
                survive(pool, trouble);
            }
        }
    }

    private void survive(Pool pool, Trouble trouble) throws InterruptedException {
        console.blank();
        console.line("A task %s:", trouble.what());
        var before = harmlessCalls(pool);
        var fatal = pool.withTimeout(LIMIT).applyAsync(trouble.task());
        var behind = harmlessCalls(pool);

        try {
            fatal.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            console.verdict(false, "It ended without a failure.");
        } catch (ExecutionException e) {
            var failure = Objects.requireNonNullElse(e.getCause(), e);
            console.verdict(trouble.isAsTold().test(failure), "%s", firstLine(failure));
        } catch (TimeoutException e) {
            console.verdict(false, "No answer within %s.", seconds(PATIENCE));
        }
        var pidsBefore = answers(before);
        var pidsBehind = answers(behind);
        console.verdict(
                pidsBefore.size() == 1 && pidsBehind.size() == 1 && !pidsBefore.equals(pidsBehind),
                "The %d calls before it were answered by process %s, the %d behind it by process %s.",
                CALLS_AROUND,
                commaSeparated(pidsBefore),
                CALLS_AROUND,
                commaSeparated(pidsBehind));
    }

    private static List<AsyncResult<Long>> harmlessCalls(Pool pool) {
        List<AsyncResult<Long>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS_AROUND; i++) {
            calls.add(pool.applyAsync(() -> ProcessHandle.current().pid()));
        }
        return calls;
    }

    /** {@return the different answers; a call without one is a bad verdict} */
    private Set<Long> answers(List<AsyncResult<Long>> calls) throws InterruptedException {
        var pids = new TreeSet<Long>();
        for (var call : calls) {
            try {
                pids.add(call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                console.verdict(
                        false, "A harmless call failed: %s", firstLine(Objects.requireNonNullElse(e.getCause(), e)));
            } catch (TimeoutException e) {
                console.verdict(false, "A harmless call had no answer within %s.", seconds(PATIENCE));
                return pids;
            }
        }
        return pids;
    }

    /** {@return what names the failure: simple class name and first line of the message} */
    private static String firstLine(Throwable failure) {
        var message = String.valueOf(failure.getMessage());
        return failure.getClass().getSimpleName() + ": "
                + message.lines().findFirst().orElse("");
    }

    private static String commaSeparated(Set<Long> pids) {
        return pids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** From JDK 23 on, the task that reads address 0 would first be warned of, later be refused. */
    private static String[] unsafeAllowed() {
        return Runtime.version().feature() < 23
                ? new String[0]
                : new String[] {"--sun-misc-unsafe-memory-access=allow"};
    }
}
