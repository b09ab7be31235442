package io.github.jvmpool.worker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Classes compiled by a test, in a directory of their own. */
final class Compiled {
    private Compiled() {}

    /** {@return {@code directory}, with the classes of the sources, each of which begins with its file's name in a line} */
    static Path into(Path directory, Path[] before, String... sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", directory.toString(), "-cp"));
        String path = System.getProperty("java.class.path");
        for (Path each : before) path += File.pathSeparator + each;
        arguments.add(path + File.pathSeparator + location());
        Path home = Files.createTempDirectory(directory, "src");
        for (String source : sources) {
            int line = source.indexOf('\n');
            Path file = home.resolve(source.substring(0, line).trim());
            Files.writeString(file, source.substring(line + 1));
            arguments.add(file.toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        if (code != 0) throw new IllegalArgumentException("the test's sources do not compile");
        return directory;
    }

    static Path location() {
        return Path.of(io.github.jvmpool.Fn.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    static URLClassLoader loader(Path directory, ClassLoader parent) {
        try {
            return new URLClassLoader(new URL[] {directory.toUri().toURL()}, parent);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
