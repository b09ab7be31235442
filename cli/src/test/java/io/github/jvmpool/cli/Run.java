package io.github.jvmpool.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command in this JVM: its exit code and what it said. */
record Run(int exitCode, String out, String err) {
    static Run of(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
