package io.github.jvmpool.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for a part of a scenario, with the class path of this one. */
final class Subprocess {
    private Subprocess() {}

    /** {@return the command that runs a class's main method with arguments for the JVM} */
    static List<String> command(Class<?> main, String... jvmArguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(jvmArguments));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /**
     * Runs a command and promises that it exits with 0 in time. Lines on its stdout of the form {@code name=number} are counted into
     * the ledger, lines that begin with {@code BROKEN } are broken promises.
     */
    static void run(Ledger ledger, List<String> command, long seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var rest = new StringBuilder();
        var reader = new Thread(() -> read(ledger, process, rest), "chaos subprocess reader");
        reader.setDaemon(true);
        reader.start();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly().waitFor();
        reader.join(5_000);
        synchronized (rest) {
            ledger.promise(ended, "a subprocess ends within " + seconds + " s", rest);
            if (ended && process.exitValue() != 0)
                ledger.broken("a subprocess ended with exit code " + process.exitValue() + ": " + rest);
        }
    }

    private static void read(Ledger ledger, Process process, StringBuilder rest) {
        try (var out = process.inputReader()) {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                int equals = line.indexOf('=');
                if (line.startsWith("BROKEN ")) ledger.broken(line.substring(7));
                else if (equals > 0 && line.substring(equals + 1).matches("\\d+"))
                    ledger.add(line.substring(0, equals), Long.parseLong(line.substring(equals + 1)));
                else
                    synchronized (rest) {
                        if (rest.length() < 4_000) rest.append(line).append('\n');
                    }
            }
        } catch (IOException e) {
            ledger.broken("the output of a subprocess cannot be read: " + e);
        }
    }
}
