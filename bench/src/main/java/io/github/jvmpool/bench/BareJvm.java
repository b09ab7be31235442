package io.github.jvmpool.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** The floor of a start: a JVM that does nothing but answer over its pipe. */
final class BareJvm implements Contestant {
    /** The program of that JVM. */
    static final class Answer {
        private Answer() {}

        public static void main(String[] args) throws IOException {
            try (var out = new FileOutputStream(FileDescriptor.out)) {
                out.write(1);
            }
        }
    }

    @Override
    public String name() {
        return "bare JVM";
    }

    @Override
    public OptionalDouble measure(Measure measure, int argument) throws Exception {
        if (measure != Measure.START) return OptionalDouble.empty();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of(Answer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-cp",
                        classes,
                        Answer.class.getName())
                .start();
        if (process.getInputStream().read() != 1) throw new IOException("the bare JVM did not answer");
        double millis = (System.nanoTime() - begin) / 1e6;
        process.waitFor();
        return OptionalDouble.of(millis);
    }

    @Override
    public void close() {}
}
