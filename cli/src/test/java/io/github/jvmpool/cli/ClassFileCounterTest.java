package io.github.jvmpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ClassFileCounterTest {
    /** Three methods with the constructor: 3 + 1 + 4 instructions, however javac arranges the constant pool. */
    @SuppressWarnings("unused")
    static class Sample {
        void nothing() {}

        int sum(int a, int b) {
            return a + b;
        }
    }

    @Test
    void countsMethodsAndInstructions() throws IOException {
        var file = bytesOf(Sample.class);

        var size = ClassFileCounter.count("Sample", file);

        assertThat(size.methods()).isEqualTo(3);
        assertThat(size.instructions()).isEqualTo(3 + 1 + 4);
        assertThat(size.longestMethod()).isEqualTo("sum");
        assertThat(size.longestMethodInstructions()).isEqualTo(4);
        assertThat(size.bytes()).isEqualTo(file.length);
        assertThat(size.deflated()).isBetween(1, file.length - 1);
    }

    @Test
    void readsAClassFileNewerThanItKnows() throws IOException {
        var file = bytesOf(Sample.class);
        var known = ClassFileCounter.count("Sample", file);
        file[6] = 0;
        file[7] = (byte) 200;

        var newer = ClassFileCounter.count("Sample", file);

        assertThat(newer.methods()).isEqualTo(known.methods());
        assertThat(newer.instructions()).isEqualTo(known.instructions());
    }

    @Test
    void everyClassFileOfTheRunTimeImageCanBeMeasured() throws IOException {
        var classFiles = RuntimeImage.classFiles().stream()
                .filter(file -> file.startsWith("java.base/java/util/"))
                .toList();

        var census = Census.EMPTY;
        for (var file : classFiles) census = census.plus(RuntimeImage.measure(file));

        assertThat(census.classes()).isEqualTo(classFiles.size()).isGreaterThan(500);
        assertThat(census.methods()).isGreaterThan(census.classes());
        assertThat(census.largest().bytes())
                .isGreaterThanOrEqualTo(census.longest().bytes());
    }

    @Test
    void aModuleCountsTheSameAfterSomeOfItsFilesWereRead() throws IOException {
        var module = "java.logging";
        for (var file : RuntimeImage.classFiles()) {
            if (file.startsWith(module + "/")) RuntimeImage.measure(file);
        }

        var census = RuntimeImage.measureModule(module);

        assertThat(census.classes()).isEqualTo((int) RuntimeImage.classFiles().stream()
                .filter(file -> RuntimeImage.moduleOf(file).equals(module))
                .count());
    }

    private static byte[] bytesOf(Class<?> type) throws IOException {
        var name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (var in = type.getResourceAsStream(name)) {
            if (in == null) throw new IOException("no " + name);
            return in.readAllBytes();
        }
    }
}
