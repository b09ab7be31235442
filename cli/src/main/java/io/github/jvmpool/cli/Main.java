package io.github.jvmpool.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the command {@code jvmpool}. */
@Command(
        name = "jvmpool",
        description = "Pools of worker JVMs.",
        mixinStandardHelpOptions = true,
        subcommands = {})
public final class Main implements Runnable {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
