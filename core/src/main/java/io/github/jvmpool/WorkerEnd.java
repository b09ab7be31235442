package io.github.jvmpool;

import io.github.jvmpool.WorkerLostException.Reason;
import io.github.jvmpool.launch.CrashReports;
import io.github.jvmpool.wire.LastWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a worker ended, as far as can be told from outside.
 *
 * @param worker who it was
 * @param exitCode its exit code, 128 + n for signal n
 * @param reason the kind of end
 * @param text what is known, in words, without the task
 */
record WorkerEnd(WorkerInfo worker, int exitCode, Reason reason, String text) {
    private static final int SIGNAL = 128;
    private static final int REPORT_LINES = 16;

    /** What the JVM prints when it crashes; wherever its report goes. */
    private static final String BANNER = "A fatal error has been detected by the Java Runtime Environment";

    /**
     * Works out how a worker ended.
     *
     * @param forced why this JVM killed it, if it did
     * @param lastWords what it wrote into the control page
     * @param lastText what it wrote there about that
     * @param nativeText the last lines on its descriptors 1 and 2
     * @param errors the last lines its tasks printed to {@code System.err}
     * @param directory where a crash report may lie
     */
    static WorkerEnd of(
            WorkerInfo worker,
            int exitCode,
            Optional<Forced> forced,
            long lastWords,
            String lastText,
            String nativeText,
            String errors,
            Optional<Path> directory) {
        Optional<String> report = directory.flatMap(path -> crashReport(CrashReports.of(worker.pid(), path)));
        Reason reason =
                forced.map(Forced::reason).orElseGet(() -> reason(exitCode, lastWords, nativeText, report.isPresent()));
        StringBuilder text = new StringBuilder();
        text.append(worker.name());
        if (!worker.poolName().isEmpty()) text.append(" of ").append(worker.poolName());
        text.append(" (pid ").append(worker.pid()).append(") ");
        text.append(forced.map(Forced::text)
                .orElseGet(() -> reason == Reason.OUT_OF_MEMORY
                        ? LackOfMemory.describe(lastWords == LastWords.OUT_OF_MEMORY ? lastText : nativeText)
                        : describe(reason)));
        if (forced.isEmpty()) text.append("; exit code ").append(exitCode).append(signal(exitCode));
        if (reason == Reason.KILLED && exitCode == SIGNAL + 9)
            text.append("; possibly out of memory: see the kernel's log, or give the workers a smaller maxHeap");
        if (!errors.isBlank()) text.append("\nlast lines of its stderr:\n").append(indent(errors));
        if (!nativeText.isBlank())
            text.append("\nlast lines of its native output:\n").append(indent(nativeText));
        report.ifPresent(head -> text.append("\ncrash report:\n").append(indent(head)));
        return new WorkerEnd(worker, exitCode, reason, text.toString());
    }

    /** A kill by this JVM. */
    record Forced(Reason reason, String text) {}

    /** {@return whether something else than this JVM killed it, which it could not help} */
    boolean killedFromOutside() {
        return reason == Reason.KILLED;
    }

    private static Reason reason(int exitCode, long lastWords, String nativeText, boolean crashReport) {
        if (lastWords == LastWords.OUT_OF_MEMORY) return Reason.OUT_OF_MEMORY;
        if (LackOfMemory.isTold(exitCode, nativeText)) return Reason.OUT_OF_MEMORY;
        if (lastWords == LastWords.INTERNAL_ERROR) return Reason.UNRESPONSIVE;
        if (crashReport || nativeText.contains(BANNER)) return Reason.CRASHED;
        return switch (exitCode - SIGNAL) {
            case 4, 6, 7, 8, 11, 31 -> Reason.CRASHED;
            case 1, 2, 9, 15 -> Reason.KILLED;
            default -> exitCode > SIGNAL && exitCode < SIGNAL + 65 ? Reason.KILLED : Reason.EXITED;
        };
    }

    private static String describe(Reason reason) {
        return switch (reason) {
            case EXITED -> "exited: System.exit or Runtime.halt was called in it, or its JVM could not go on";
            case CRASHED -> "crashed in native code";
            case KILLED -> "was killed from outside";
            case OUT_OF_MEMORY, MEMORY_LIMIT -> "used too much memory";
            case UNRESPONSIVE -> "broke the protocol";
        };
    }

    private static String signal(int exitCode) {
        String name = switch (exitCode - SIGNAL) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 15 -> "SIGTERM";
            case 31 -> "SIGSYS";
            default -> "";
        };
        return name.isEmpty() ? "" : " (" + name + ")";
    }

    private static Optional<String> crashReport(Path path) {
        if (!Files.isRegularFile(path)) return Optional.empty();
        try (var in = Files.newInputStream(path)) {
            String head = new String(in.readNBytes(4096), StandardCharsets.UTF_8);
            return Optional.of(head.lines()
                    .filter(line -> !line.equals("#") && !line.isBlank())
                    .limit(REPORT_LINES)
                    .reduce("", (all, line) -> all + line + "\n"));
        } catch (IOException unreadable) {
            return Optional.of("(cannot be read: " + unreadable.getMessage() + ")");
        }
    }

    private static String indent(String text) {
        return text.stripTrailing().indent(2).stripTrailing();
    }

    /** {@return the failure of the task that was running} */
    WorkerLostException failure(String task, Optional<Duration> ranFor) {
        String time = ranFor.map(d -> String.format(Locale.ROOT, " after %.3f s", d.toNanos() / 1e9))
                .orElse("");
        WorkerLostException failure = new WorkerLostException(
                "worker lost while it ran " + task + time + ": " + text
                        + "\nOnly this call failed; withRetries(n) would start it again in another worker.",
                worker.pid(),
                exitCode,
                reason);
        return Stacks.at(failure, Stacks.marker(worker));
    }
}
