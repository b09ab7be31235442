package io.github.jvmpool.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.jvmpool.bench.BenchCommand;
import io.github.jvmpool.chaos.ChaosCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the command {@code jvmpool}. */
@Command(
        name = "jvmpool",
        description = "Pools of worker JVMs: Python's multiprocessing for Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Everything behaved as told.",
            "1:Something did not behave as told, or failed; the output names it.",
            "2:The arguments are wrong."
        },
        subcommands = {DemoCommand.class, ExampleCommand.class, ChaosCommand.class, BenchCommand.class})
public final class Main implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        printUtf8WhereTheLocaleIsSilent();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setParameterExceptionHandler(Main::explain);
    }

    @Override
    public void run() {
        if (spec == null) throw new IllegalStateException("to be run by picocli, which sets the command");
        var command = spec.commandLine();
        command.usage(command.getOut());
    }

    private static int explain(ParameterException problem, String[] args) {
        var command = problem.getCommandLine();
        var err = command.getErr();
        err.println(command.getColorScheme().errorText("jvmpool: " + problem.getMessage()));
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** In the locale "C", the only one that many containers have, the examples' Chinese would be question marks. */
    private static void printUtf8WhereTheLocaleIsSilent() {
        var stdout =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        if (!Charset.forName(stdout).equals(US_ASCII)) return;
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
    }

    /** Says which jvmpool runs on which Java. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "jvmpool " + (version == null ? "(run from classes, no version)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
