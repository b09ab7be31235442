package io.github.jvmpool.cli;

import io.github.jvmpool.examples.Examples;
import io.github.jvmpool.examples.Examples.Example;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jvmpool example}: runs one of the examples, or lists them. */
@Command(
        name = "example",
        description = "Run one of the examples, twins of Python programs; without a name, list them.",
        mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "Which one; see the list that 'jvmpool example' prints.")
    private @Nullable String name;

    @Override
    public Integer call() throws Exception {
        if (name == null) list();
        else find(name).program().run(new String[0]);
        return 0;
    }

    private void list() {
        var out = command().commandLine().getOut();
        int width = Examples.all().stream()
                .mapToInt(example -> example.name().length())
                .max()
                .orElse(0);
        for (var example : Examples.all()) {
            out.println(
                    "  " + example.name() + " ".repeat(width - example.name().length() + 2) + example.description());
        }
        out.println();
        out.println(
                "Run one with: jvmpool example NAME. Its source: examples/src/main/java/io/github/jvmpool/examples");
    }

    private Example find(String wanted) {
        return Examples.find(wanted).orElseThrow(() -> {
            var nearest = NearestNames.to(wanted, new Names());
            var advice = nearest.isEmpty()
                    ? "'jvmpool example' lists them"
                    : "did you mean " + String.join(" or ", nearest) + "?";
            return new ParameterException(
                    command().commandLine(), "there is no example named \"" + wanted + "\"; " + advice);
        });
    }

    private CommandSpec command() {
        if (spec == null) throw new IllegalStateException("to be run by picocli, which sets the command");
        return spec;
    }

    /** The names of all examples. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Examples.all().stream().map(Example::name).iterator();
        }
    }
}
