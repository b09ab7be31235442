package io.github.jvmpool.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class files that every Java carries: those of its own run-time image. The same in the caller and in its workers. */
final class RuntimeImage {
    private static final Path MODULES =
            FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");

    private RuntimeImage() {}

    /** {@return all class files, as {@code module/package/Name.class}, in a fixed order} */
    static List<String> classFiles() throws IOException {
        return classFilesUnder(MODULES);
    }

    /** {@return the first part of a class file's name} */
    static String moduleOf(String classFile) {
        return classFile.substring(0, classFile.indexOf('/'));
    }

    static ClassSize measure(String classFile) throws IOException {
        return ClassFileCounter.count(classFile, Files.readAllBytes(MODULES.resolve(classFile)));
    }

    static Census measureModule(String module) throws IOException {
        var census = Census.EMPTY;
        for (var classFile : classFilesUnder(MODULES.resolve(module))) {
            census = census.plus(measure(classFile));
        }
        return census;
    }

    private static List<String> classFilesUnder(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> MODULES.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .distinct() // JDK 17 lists a file twice if it was read before its directory was
                    .sorted()
                    .toList();
        }
    }
}
