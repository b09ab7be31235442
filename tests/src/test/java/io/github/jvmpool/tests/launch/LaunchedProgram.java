package io.github.jvmpool.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jvmpool.Pool;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A program in a directory of its own, written, compiled and started as a user would do it, with the JDK that runs the tests.
 *
 * <p>What it starts is ended, if need be by force, and must leave no worker and no file of a pool behind. {@link #close} deletes the
 * directory.
 */
final class LaunchedProgram implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(100);
    private static final List<String> NOT_INHERITED =
            List.of("CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS");

    static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private final Path directory;
    private final List<String> environment = new ArrayList<>();
    private int runs;

    /** What a command left: its exit code, the lines of its standard output, and those of its standard error. */
    record Outcome(int exitCode, List<String> out, List<String> err) {
        /** {@return both streams, for messages} */
        String text() {
            return "exit code " + exitCode + "\n" + String.join("\n", out) + "\n---\n" + String.join("\n", err);
        }

        /** Checks that the program ended well and printed this and nothing else. */
        void prints(String... lines) {
            assertThat(out).as(this::text).containsExactly(lines);
            assertThat(exitCode).as(this::text).isZero();
        }

        /** Checks that the command ended well and the program's lines stand together in what it printed. */
        void printsAmongOthers(String... lines) {
            assertThat(out).as(this::text).containsSequence(lines);
            assertThat(exitCode).as(this::text).isZero();
        }
    }

    LaunchedProgram() throws IOException {
        directory = Files.createTempDirectory("launched-").toRealPath();
    }

    /** {@return a file or directory of the program} */
    Path path(String name) {
        return directory.resolve(name);
    }

    /** Writes a file. */
    LaunchedProgram write(String name, String content) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }

    /** Copies a file or a whole directory. */
    LaunchedProgram copy(Path from, String name) throws IOException {
        Path to = path(name);
        Files.createDirectories(to.getParent());
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path each : (Iterable<Path>) tree::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (!Files.isDirectory(each) || !Files.exists(target)) Files.copy(each, target);
            }
        }
        return this;
    }

    /** Puts the library into the directory as a jar. */
    LaunchedProgram copyLibrary(String name) throws IOException {
        Path library = library();
        if (!Files.isDirectory(library)) return copy(library, name);
        Files.createDirectories(path(name).getParent());
        return tool("jar", "--create", "--file", path(name), "-C", library, ".");
    }

    /** Puts the files of a jar, or of a directory, into the directory. */
    LaunchedProgram unpack(Path from, String name) throws IOException {
        if (Files.isDirectory(from)) return copy(from, name);
        try (FileSystem jar = FileSystems.newFileSystem(from)) {
            return copy(jar.getPath("/"), name);
        }
    }

    /** {@return the jar or directory that the library's classes are in} */
    static Path library() {
        return locationOf(Pool.class);
    }

    /** {@return the jar or directory that a class of the tests' class path is in} */
    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Compiles the source files below {@code sources} into {@code classes}. */
    LaunchedProgram compile(String sources, String classes, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("-d", path(classes)));
        arguments.addAll(List.of(options));
        try (Stream<Path> files = Files.walk(path(sources))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(arguments::add);
        }
        return tool("javac", arguments.toArray());
    }

    /** Writes the demo program and compiles it, against the library on the class path, into a directory. */
    LaunchedProgram demo(String classes) throws IOException {
        return write("src/demo/Demo.java", Demo.source()).compile("src", classes, "-cp", library());
    }

    /** Runs a tool of the JDK, in this JVM: it is warm, and a file name must be absolute. */
    LaunchedProgram tool(String name, Object... arguments) {
        var said = new StringWriter();
        var writer = new PrintWriter(said);
        String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        int code = ToolProvider.findFirst(name).orElseThrow().run(writer, writer, texts);
        assertThat(code).as("%s %s\n%s", name, List.of(texts), said).isZero();
        return this;
    }

    /** Sets a variable for the commands that are run from now on. */
    LaunchedProgram environment(String name, Object value) {
        environment.add(name);
        environment.add(value.toString());
        return this;
    }

    /** Runs {@code java} in the directory. */
    Outcome java(Object... arguments) throws Exception {
        return jdk("java", arguments);
    }

    /** Runs a command of the JDK in the directory. */
    Outcome jdk(String command, Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of(JAVA_HOME.resolve("bin").resolve(command)));
        all.addAll(List.of(arguments));
        return run(all.toArray());
    }

    /** Runs a command in the directory. */
    Outcome run(Object... command) throws Exception {
        runs++;
        Path out = path("out-" + runs + ".txt");
        Path err = path("err-" + runs + ".txt");
        var builder =
                new ProcessBuilder(Stream.of(command).map(Object::toString).toList());
        builder.directory(directory.toFile());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().keySet().removeAll(NOT_INHERITED);
        for (int i = 0; i < environment.size(); i += 2)
            builder.environment().put(environment.get(i), environment.get(i + 1));

        Process process = builder.start();
        boolean ended = false;
        try {
            ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } finally {
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
        var outcome = new Outcome(process.exitValue(), lines(out), lines(err));
        assertThat(ended).as("ended within %s: %s", LIMIT, outcome.text()).isTrue();
        leavesNothingBehind(process.pid());
        return outcome;
    }

    private static List<String> lines(Path file) throws IOException {
        // Maven asks the terminal to reset its colours, even where there is none.
        return Files.readAllLines(file).stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
    }

    /** Waits for the workers of a JVM that has ended to end, and checks that their files are gone. */
    private static void leavesNothingBehind(long pid) {
        String pool = "jvmpool-" + pid + "-";
        await("workers of " + pid + " end")
                .atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .noneMatch(line -> line.contains(pool)));
        for (String place : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            String[] left = new File(place).list((folder, name) -> name.startsWith(pool));
            assertThat(left == null ? new String[0] : left)
                    .as("left in %s", place)
                    .isEmpty();
        }
    }

    /** Deletes a file or a whole directory. */
    LaunchedProgram delete(String name) throws IOException {
        try (Stream<Path> tree = Files.walk(path(name))) {
            for (Path each : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) Files.delete(each);
        }
        return this;
    }

    @Override
    public void close() {
        try {
            delete("");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
