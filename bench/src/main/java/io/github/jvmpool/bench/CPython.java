package io.github.jvmpool.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** CPython's {@code multiprocessing.Pool(2)}, driven line by line. */
final class CPython implements Contestant {
    private static final Set<Measure> NOT_THERE = Set.of(
            Measure.APPLY_ASYNC_CAPTURING, // it cannot send closures
            Measure.RECOVERY); // it hangs for ever

    private final Process process;
    private final Path script;
    private final PrintStream commands;
    private final BufferedReader answers;

    private CPython(Process process, Path script) {
        this.process = process;
        this.script = script;
        this.commands = new PrintStream(process.getOutputStream(), true, UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /** {@return CPython, if there is a {@code python3}} */
    static Optional<Contestant> find() throws IOException {
        Path script = Files.createTempFile("jvmpool-bench", ".py");
        try (InputStream source = CPython.class.getResourceAsStream("pool.py")) {
            if (source == null) throw new IOException("pool.py is missing");
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            Process process = new ProcessBuilder("python3", script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return Optional.of(new CPython(process, script));
        } catch (IOException noPython) {
            Files.deleteIfExists(script);
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return "CPython Pool";
    }

    @Override
    public OptionalDouble measure(Measure measure, int argument) throws IOException {
        if (NOT_THERE.contains(measure)) return OptionalDouble.empty();
        commands.println(measure.id + " " + argument);
        String answer = answers.readLine();
        if (answer == null) throw new IOException("python3 ended while it measured " + measure.id);
        return OptionalDouble.of(Double.parseDouble(answer));
    }

    @Override
    public void close() {
        commands.close(); // its sign to end, with all the processes it has started
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(script);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
