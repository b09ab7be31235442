package io.github.jvmpool.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of {@code java} with this JVM's class path: its exit code and all it printed. */
record OtherJvm(int exitCode, String output) {
    static OtherJvm run(String... program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(program));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();

        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("still running 10 s after its last print: " + output);
        }
        return new OtherJvm(process.exitValue(), output);
    }
}
