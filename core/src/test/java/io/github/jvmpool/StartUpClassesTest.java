package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker reaches its first result without the dear parts of the JDK: each would cost it milliseconds. */
class StartUpClassesTest {
    private static final List<String> DEAR = List.of(
            "java.util.stream.",
            "java.util.regex.",
            "java.util.logging.",
            "java.io.ObjectInputStream",
            "java.nio.channels.SocketChannel");

    /** Found in class files that have lambdas or concatenate by invokedynamic. */
    private static final List<String> DYNAMIC =
            List.of("java/lang/invoke/StringConcatFactory", "java/lang/invoke/LambdaMetafactory");

    @TempDir
    Path directory;

    @Test
    void theFirstTaskNeedsNoDearClassesAndNoInvokedynamicOfTheLibrary() throws Exception {
        Path log = directory.resolve("classes");
        List<String> loaded;
        try (Pool pool = Pool.builder()
                .processes(1)
                .jvmArgs("-Xlog:class+load:file=" + log)
                .build()) {
            int six = 6;
            assertThat(pool.apply(() -> six * 7)).isEqualTo(42);
            loaded = loaded(log);
        }

        assertThat(loaded).contains("java.lang.Object", "io.github.jvmpool.worker.TaskLoop");
        assertThat(loaded)
                .filteredOn(name -> DEAR.stream().anyMatch(name::startsWith))
                .isEmpty();
        assertThat(loaded)
                .filteredOn(StartUpClassesTest::isOfTheLibrary)
                .hasSizeGreaterThan(20)
                .filteredOn(StartUpClassesTest::isDynamic)
                .isEmpty();
    }

    private static List<String> loaded(Path log) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            int end = line.indexOf(" source: ");
            if (end > 0) names.add(line.substring(line.lastIndexOf(' ', end - 1) + 1, end));
        }
        return names;
    }

    private static boolean isOfTheLibrary(String name) {
        return name.startsWith("io.github.jvmpool.") && !name.contains(StartUpClassesTest.class.getSimpleName());
    }

    private static boolean isDynamic(String name) {
        try (var in = StartUpClassesTest.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            if (in == null) return false;
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return DYNAMIC.stream().anyMatch(text::contains);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
