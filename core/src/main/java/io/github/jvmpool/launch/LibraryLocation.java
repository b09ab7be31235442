package io.github.jvmpool.launch;

import io.github.jvmpool.wire.Library;
import io.github.jvmpool.wire.PrivateFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a worker's class path leads: to the library, and to what this JVM has on its own paths. */
public final class LibraryLocation {
    private static final String MAIN = "io.github.jvmpool.WorkerMain";

    private LibraryLocation() {}

    /**
     * {@return the jar or directory that has the library's classes}
     *
     * @param directory takes a copy of them, once, if no class path can lead to where they are: inside another jar, or inside the JDK.
     *     Must stay as long as workers run, which load classes when they need them
     */
    public static Path find(Path directory) throws IOException {
        Path location = location(Library.class.getProtectionDomain().getCodeSource());
        if (location != null) return location;
        synchronized (LibraryLocation.class) {
            if (!Files.exists(directory.resolve(path(MAIN))))
                copy(MAIN, LibraryLocation.class.getClassLoader(), directory);
            return directory;
        }
    }

    static @Nullable Path location(@Nullable CodeSource source) {
        URL url = source == null ? null : source.getLocation();
        if (url == null || !"file".equals(url.getProtocol())) return null;
        Path path;
        try {
            path = Path.of(url.toURI());
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException notEscaped) {
            try {
                path = Path.of(url.getPath());
            } catch (InvalidPathException unusable) {
                return null;
            }
        }
        return Files.exists(path) ? path.toAbsolutePath() : null;
    }

    /** Copies all classes of the library that {@code main} leads to; itself last, so that where it is, all are. */
    static void copy(String main, ClassLoader loader, Path directory) throws IOException {
        Set<String> seen = new HashSet<>(Set.of(main));
        Deque<String> left = new ArrayDeque<>(seen);
        Deque<String> found = new ArrayDeque<>();
        for (String name = left.poll(); name != null; name = left.poll()) {
            byte[] file = read(name, loader);
            if (file == null && name.equals(main))
                throw new IOException(loader + " does not give the class file of " + main);
            if (file == null) continue;
            found.push(name);
            for (String each : new ClassFile(file).mentioned())
                if (each.startsWith(Library.PREFIX) && seen.add(each)) left.add(each);
        }
        for (String name : found) {
            byte[] file = read(name, loader);
            if (file == null) throw new IOException(loader + " no longer gives the class file of " + name);
            Path target = directory.resolve(path(name));
            Files.createDirectories(target.getParent());
            PrivateFile.write(target, file);
        }
    }

    private static byte @Nullable [] read(String type, ClassLoader loader) throws IOException {
        try (InputStream in = loader.getResourceAsStream(path(type))) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static String path(String type) {
        return type.replace('.', '/') + ".class";
    }

    /**
     * {@return what stands on this JVM's class path, absolute, and behind it what stands on its module path}
     *
     * <p>A worker could ask for all of it; with it on its own class path it need not. Modules become part of the unnamed module there, as
     * they would if it asked.
     */
    public static List<Path> classPath() throws IOException {
        return classPath(System.getProperty("java.class.path", ""), System.getProperty("jdk.module.path", ""));
    }

    static List<Path> classPath(String classPath, String modulePath) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (Path entry : split(classPath)) if (Files.exists(entry)) found.add(entry);
        for (Path entry : split(modulePath)) {
            if (Files.isRegularFile(entry) || isModule(entry)) found.add(entry);
            else if (Files.isDirectory(entry)) addModules(entry, found);
        }
        return new ArrayList<>(found);
    }

    private static List<Path> split(String path) {
        List<Path> entries = new ArrayList<>();
        if (path.isEmpty()) return entries;
        for (String entry : path.split(File.pathSeparator, -1)) {
            // An empty entry is the current directory, as for the java command.
            entries.add(Path.of(entry).toAbsolutePath());
        }
        return entries;
    }

    private static void addModules(Path directory, Set<Path> into) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) if (entry.toString().endsWith(".jar") || isModule(entry)) into.add(entry);
        }
    }

    private static boolean isModule(Path directory) {
        return Files.exists(directory.resolve("module-info.class"));
    }
}
