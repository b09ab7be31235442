package io.github.jvmpool.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code docs/failures.md} shows what really happens. {@code -Dfailures.write=true} writes it anew. */
@EnabledOnOs(OS.LINUX)
class FailuresPageTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = ROOT.resolve("docs/failures.md");
    private static final Path SOURCE =
            ROOT.resolve("tests/src/test/java/io/github/jvmpool/failures/FailureExamples.java");

    private static final String HEAD = """
            # Failures, and what to do

            Each program here was run by `FailuresPageTest`; the messages are what it got (with `-Dfailures.write=true` it writes this page).
            Process ids, times and paths are made up. `jvmpool`'s own exceptions are unchecked and extend `PoolException`.

            """;

    @Test
    void thePageShowsWhatHappens() throws Exception {
        String page = page();

        if (Boolean.getBoolean("failures.write")) Files.writeString(PAGE, page);
        assertThat(PAGE).content().isEqualTo(page);
    }

    private static String page() throws Exception {
        List<Method> examples = new ArrayList<>();
        for (Method method : FailureExamples.class.getDeclaredMethods())
            if (method.isAnnotationPresent(Shown.class)) examples.add(method);
        examples.sort(Comparator.comparingInt(
                method -> method.getAnnotation(Shown.class).at()));
        String source = Files.readString(SOURCE);
        var page = new StringBuilder(HEAD);
        for (Method example : examples) {
            Shown shown = example.getAnnotation(Shown.class);
            page.append("## ").append(shown.title()).append("\n\n```java\n");
            page.append(body(source, example.getName())).append("```\n\n```text\n");
            page.append(neutral(outcome(example))).append("\n```\n\n");
            page.append(shown.means())
                    .append("\n**What to do:** ")
                    .append(shown.todo())
                    .append("\n\n");
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String body(String source, String method) {
        int from = source.indexOf('\n', source.indexOf("static void " + method + "(")) + 1;
        return source.substring(from, source.indexOf("\n    }\n", from)).stripIndent() + "\n";
    }

    /** {@return what an example throws, or else what it has logged} */
    private static String outcome(Method example) throws Exception {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger("io.github.jvmpool");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getLevel() + ": " + new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            example.invoke(null);
            for (long end = System.nanoTime() + 10_000_000_000L; logged.isEmpty() && System.nanoTime() < end; )
                Thread.onSpinWait();
            assertThat(logged).as("log of %s", example).hasSize(1);
            return logged.get(0);
        } catch (InvocationTargetException thrown) {
            Thread.interrupted();
            Throwable failure = thrown.getCause();
            if (failure instanceof CompletionException wrapped) failure = wrapped.getCause();
            // From JDK 23 on, join() and get() throw one of their own around it.
            if (failure.getCause() instanceof CancellationException cancelled) failure = cancelled;
            return text(failure);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static String text(Throwable failure) {
        var text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause())
            if (!text.toString().contains(String.valueOf(cause.getMessage())))
                text.append("\nCaused by: ").append(cause);
        Arrays.stream(failure.getSuppressed())
                .forEach(each -> text.append("\nSuppressed: ").append(each));
        return text.toString();
    }

    /** {@return a text without what is different in each run, or with each JDK} */
    private static String neutral(String text) {
        return text.replaceAll("(?m)\\bpid \\d+", "pid 4711")
                .replaceAll("\\bpool-\\d+", "pool-1")
                .replaceAll("\\bworker-\\d+", "worker-1")
                .replaceAll("while it ran ([^:]*?)\\d+(\\.\\d+)? s", "while it ran $10.5 s")
                .replaceAll("used \\d{7,} bytes", "used 241000000 bytes")
                .replaceAll("\\$\\$Lambda[^ ,;:)\\]]*", "\\$\\$Lambda")
                .replaceAll("FailureExamples\\.java:\\d+", "FailureExamples.java:10")
                .replaceAll("crashed in native code; exit code .*", "crashed in native code; exit code 134 (SIGABRT)")
                .replaceAll("(last lines of its native output):\n  #\n(  .*\n)+", "$1:\n  …\n")
                .replaceAll("(crash report):\n(  .*\n)+", "$1:\n  …\n")
                .replaceAll("[ \t]+(?=\n|$)", "")
                .stripTrailing();
    }
}
