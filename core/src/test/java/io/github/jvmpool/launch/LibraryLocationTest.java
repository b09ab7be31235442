package io.github.jvmpool.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.Fn;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryLocationTest {
    @TempDir
    Path directory;

    @Test
    void isWhereTheLibrarysClassesAre() throws Exception {
        Path found = LibraryLocation.find(directory);

        assertThat(found)
                .isEqualTo(Path.of(Fn.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void isNoPlaceInsideAJarOrTheJdk() throws Exception {
        assertThat(LibraryLocation.location(null)).isNull();
        assertThat(LibraryLocation.location(
                        new CodeSource(new URL("jar:file:/x.jar!/lib/y.jar!/"), (Certificate[]) null)))
                .isNull();
        assertThat(LibraryLocation.location(new CodeSource(new URL("jrt:/some.module"), (Certificate[]) null)))
                .isNull();
        assertThat(LibraryLocation.location(new CodeSource(new URL("file:/no/such.jar"), (Certificate[]) null)))
                .isNull();
    }

    @Test
    void findsAPlaceWithSpaces() throws Exception {
        Path place = Files.createDirectory(directory.resolve("a b%20c"));

        URL unescaped = new URL("file:" + place);
        assertThat(LibraryLocation.location(new CodeSource(place.toUri().toURL(), (Certificate[]) null)))
                .isEqualTo(place);
        assertThat(LibraryLocation.location(new CodeSource(unescaped, (Certificate[]) null)))
                .isEqualTo(place);
    }

    @Test
    void copiesAllThatAClassLeadsTo() throws Exception {
        LibraryLocation.copy(FunctionShapes.class.getName(), getClass().getClassLoader(), directory);

        try (var copied =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> shapes = Class.forName(FunctionShapes.class.getName(), true, copied);
            Object none = shapes.getMethod("of", Object.class).invoke(null, "no lambda");

            assertThat(none).isNull();
            assertThat(shapes).isNotSameAs(FunctionShapes.class);
            for (String each : new ClassFile(ClassFiles.of(shapes)).mentioned())
                if (each.startsWith("io.github.jvmpool."))
                    assertThat(Class.forName(each, true, copied)).isNotNull();
        }
    }

    @Test
    void makesPathsAbsoluteAndDropsWhatDoesNotExist() throws Exception {
        Path jar = Files.createFile(directory.resolve("a.jar"));
        Path modules = Files.createDirectory(directory.resolve("modules"));
        Path module = Files.createFile(modules.resolve("m.jar"));
        Files.createFile(modules.resolve("notes.txt"));
        Path exploded = Files.createDirectory(modules.resolve("exploded"));
        Files.createFile(exploded.resolve("module-info.class"));
        Path relative = Path.of("").toAbsolutePath().relativize(jar);

        List<Path> path = LibraryLocation.classPath(
                relative + File.pathSeparator + "no/such.jar",
                modules + File.pathSeparator + directory.resolve("none"));

        assertThat(path).allSatisfy(each -> assertThat(each).isAbsolute());
        assertThat(path.get(0).normalize()).isEqualTo(jar);
        assertThat(path.subList(1, path.size())).containsExactlyInAnyOrder(module, exploded);
        assertThat(LibraryLocation.classPath("", "")).isEmpty();
    }
}
