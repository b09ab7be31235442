package io.github.jvmpool.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Changes the limits of this process, by a shell that was started while that was still possible. */
final class OwnLimits implements AutoCloseable {
    /** As much as there was at the beginning. */
    static final String HARD = "hard";

    private final Process shell;
    private final Writer commands;
    private final BufferedReader answers;

    OwnLimits() throws IOException {
        shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        commands = shell.outputWriter();
        answers = shell.inputReader();
    }

    /** Sets a soft limit, by the name that {@code prlimit} has for it. */
    void set(String resource, String soft) throws IOException {
        String prlimit = "prlimit --pid " + ProcessHandle.current().pid() + " --" + resource;
        commands.write(prlimit + "=" + soft.replace(HARD, "$(" + prlimit + " --noheadings --output=HARD)")
                + ": && echo done\n");
        commands.flush();
        String answer = answers.readLine();
        if (!"done".equals(answer)) throw new IOException("cannot set " + resource + " to " + soft + ": " + answer);
    }

    @Override
    public void close() {
        try {
            commands.close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
