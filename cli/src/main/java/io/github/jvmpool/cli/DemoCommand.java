package io.github.jvmpool.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jvmpool demo}: the tour. */
@Command(
        name = "demo",
        description = "A tour of under half a minute: speed-up, results as they come, four fatal tasks survived.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (spec == null) throw new IllegalStateException("to be run by picocli, which sets the command");
        var console = new Console(spec.commandLine().getOut(), Ansi.AUTO);
        return new Demo(console).run() ? 0 : 1;
    }
}
