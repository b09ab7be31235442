package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.Fn;
import io.github.jvmpool.Task;
import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.ClassFiles;
import io.github.jvmpool.wire.ClassRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLoadersTest {
    private static final CallerLoaders CALLER = CallerLoaders.shared();
    private static final String BASE = "Base.java\npackage a; public class Base { public static int calls; }";
    private static final String DERIVED = """
            Derived.java
            package b;
            import io.github.jvmpool.*;
            public class Derived extends a.Base implements java.util.function.Supplier<String> {
                private static class Inner { String text() { return new Friend().toString(); } }
                public static Task<String> task() { int n = 5; return () -> new Inner().text() + n; }
                public String get() { return "derived"; }
            }
            class Friend { public String toString() { return "friend"; } }
            class Stranger { }
            """;

    @TempDir
    Path parentDirectory;

    @TempDir
    Path childDirectory;

    private final OtherJvm worker = new OtherJvm();

    private ClassLoader parent() throws IOException {
        return Compiled.loader(
                Compiled.into(parentDirectory, new Path[0], BASE), getClass().getClassLoader());
    }

    private ClassLoader child(ClassLoader parent) throws IOException {
        return Compiled.loader(Compiled.into(childDirectory, new Path[] {parentDirectory}, DERIVED), parent);
    }

    private int id(ClassLoader loader) {
        return CALLER.idOf(loader);
    }

    @Test
    void numbersLoadersOnceAndTheSystemsZero() throws IOException {
        ClassLoader parent = parent();

        assertThat(CALLER.idOf(String.class)).isZero();
        assertThat(CALLER.idOf(int.class)).isZero();
        assertThat(CALLER.idOf(String[][].class)).isZero();
        assertThat(CALLER.idOf(getClass())).isZero();
        assertThat(CALLER.idOf(java.sql.Driver.class)).isZero();
        assertThat(id(parent)).isPositive().isEqualTo(id(parent));
        assertThat(CALLER.loader(id(parent))).isSameAs(parent);
        assertThat(id(child(parent))).isNotEqualTo(id(parent));
    }

    @Test
    void numbersHiddenClassesAndArraysAsTheirLoader() throws Exception {
        ClassLoader loader = child(parent());
        Class<?> derived = loader.loadClass("b.Derived");
        Object lambda = derived.getMethod("task").invoke(null);

        assertThat(CALLER.idOf(lambda.getClass())).isEqualTo(id(loader));
        assertThat(CALLER.idOf(derived.arrayType())).isEqualTo(id(loader));
        assertThat(CALLER.load(id(loader), "[Lb.Derived;")).isSameAs(derived.arrayType());
        assertThat(CALLER.load(0, "int")).isSameAs(int.class);
    }

    @Test
    void namesClassAndLoaderWhereTheCallerHasNeither() {
        assertThatThrownBy(() -> CALLER.load(-1, "made.InTheWorker"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("made.InTheWorker")
                .hasMessageContaining("only in the worker");
        assertThatThrownBy(() -> CALLER.load(1_000_000, "any.Name"))
                .hasMessageContaining("any.Name")
                .hasMessageContaining("1000000");
        assertThatThrownBy(() -> CALLER.load(0, "no.Such"))
                .hasMessageContaining("no.Such")
                .hasMessageContaining("system");
    }

    @Test
    void keepsTheIdentityOfClassesInAHierarchyOfLoaders() throws Exception {
        ClassLoader parent = parent();
        ClassLoader child = child(parent);

        Class<?> derived = worker.loaders.load(id(child), "b.Derived");
        Class<?> base = worker.loaders.load(id(parent), "a.Base");

        assertThat(derived.getSuperclass()).isSameAs(base);
        assertThat(worker.loaders.load(id(child), "a.Base")).isSameAs(base);
        assertThat(worker.loaders.idOf(base)).isEqualTo(id(parent));
        assertThat(worker.loaders.idOf(derived.arrayType())).isEqualTo(id(child));
        assertThat(worker.loaders.idOf(String.class)).isZero();
        assertThat(worker.loaders.idOf(parent.loadClass("a.Base"))).isNegative();
        assertThat(derived.getPackage().getName()).isEqualTo("b");
    }

    @Test
    void sendsNestMatesAndMentionedClassesWithTheFirst() throws Exception {
        ClassLoader child = child(parent());

        worker.loaders.load(id(child), "b.Derived").getMethod("task").invoke(null);
        for (String name : List.of("b.Derived$Inner", "b.Friend")) worker.loaders.load(id(child), name);
        assertThat(worker.asked)
                .filteredOn(each -> each.contains(" b."))
                .containsExactly("class " + id(child) + " b.Derived");

        worker.loaders.load(id(child), "b.Stranger");
        assertThat(worker.asked).contains("class " + id(child) + " b.Stranger");
    }

    @Test
    void shipsAFunctionOfAnotherLoaderWithoutARequestForItsClasses() throws Exception {
        ClassLoader child = child(parent());
        @SuppressWarnings("unchecked")
        var task = (Task<String>) child.loadClass("b.Derived").getMethod("task").invoke(null);

        assertThat(worker.ship(task).call()).isEqualTo("friend5");
        assertThat(worker.asked).noneMatch(each -> each.contains(" b."));
    }

    @Test
    void takesTheLibraryFromItsOwnClassPath() throws Exception {
        ClassLoader child = child(parent());

        assertThat(worker.loaders.load(id(child), Fn.class.getName())).isSameAs(Fn.class);
        assertThat(worker.asked).isEmpty();
    }

    @Test
    void asksForUserClassesInTheLibrarysPackages() throws Exception {
        Class<?> own = worker.loaders.load(0, Handover.class.getName());

        assertThat(own).isNotSameAs(Handover.class);
        assertThat(worker.asked).containsExactly("class 0 " + Handover.class.getName());
    }

    @Test
    void remembersThatAClassIsMissing() throws Exception {
        int id = id(parent());

        for (int i = 0; i < 3; i++)
            assertThatThrownBy(() -> worker.loaders.load(id, "no.Such"))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining("no.Such")
                    .hasMessageContaining("class loader number " + id);
        assertThat(worker.asked).hasSize(1);
    }

    @Test
    void loadsOneClassOnceFromManyThreads() throws Exception {
        ClassLoader child = child(parent());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Class<?>>> loads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String name =
                        List.of("b.Derived", "a.Base", "b.Friend", "b.Stranger").get(i % 4);
                loads.add(() -> worker.loaders.load(id(child), name));
            }
            List<Class<?>> loaded = new ArrayList<>();
            for (Future<Class<?>> each : threads.invokeAll(loads)) loaded.add(each.get());

            assertThat(loaded.stream().distinct()).hasSize(4);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void sendsTheClassAskedForThoughAnotherAnswerTakesItAlong() throws Exception {
        Path classes =
                Compiled.into(childDirectory, new Path[] {Compiled.into(parentDirectory, new Path[0], BASE)}, DERIVED);
        var reading = new AtomicBoolean();
        var child = new URLClassLoader(new URL[] {classes.toUri().toURL()}, parent()) {
            @Override
            public InputStream getResourceAsStream(String name) {
                // While the answer with Friend is put together, one with Derived and Friend leaves.
                if (name.equals("b/Friend.class") && reading.compareAndSet(false, true))
                    worker.source.answer(ClassRequest.CLASS, id(this), "b.Derived");
                return super.getResourceAsStream(name);
            }
        };

        Class<?> friend = worker.loaders.load(id(child), "b.Friend");

        assertThat(reading).isTrue();
        assertThat(friend.getName()).isEqualTo("b.Friend");
    }

    @Test
    void saysWhatToDoAboutALoaderThatHidesItsBytes() throws Exception {
        byte[] file = Files.readAllBytes(
                Compiled.into(parentDirectory, new Path[0], BASE).resolve("a/Base.class"));
        var hiding = new ClassLoader(null) {
            Class<?> define() {
                return defineClass("a.Base", file, 0, file.length);
            }

            @Override
            public String toString() {
                return "a loader of the test";
            }
        };
        Class<?> base = hiding.define();

        assertThatThrownBy(() -> worker.loaders.load(id(hiding), "a.Base"))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("a.Base")
                .hasMessageContaining("a loader of the test")
                .hasMessageContaining("ClassBytesSource");

        ClassFiles.fallback(type -> type == base ? file : null);
        assertThat(worker.loaders.load(id(hiding), "a.Base").getName()).isEqualTo("a.Base");
    }

    @Test
    void servesResourcesOfTheCaller() throws Exception {
        ClassLoader parent = parent();
        ClassLoader child = child(parent);
        Files.writeString(parentDirectory.resolve("x.txt"), "of the parent");
        Files.writeString(childDirectory.resolve("x.txt"), "of the child");
        Files.writeString(childDirectory.resolve("y.txt"), "beside it");
        ClassLoader there = worker.loaders.loader(id(child));

        var url = there.getResource("x.txt");
        assertThat(new String(url.openStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("of the parent");
        assertThat(new java.net.URL(url, "y.txt").openStream())
                .hasBinaryContent("beside it".getBytes(StandardCharsets.UTF_8));
        assertThat(url.openConnection().getContentLength()).isEqualTo("of the parent".length());
        List<String> all = new ArrayList<>();
        for (var each : Collections.list(there.getResources("x.txt")))
            all.add(new String(each.openStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(all).containsExactly("of the parent", "of the child");
        assertThat(there.getResourceAsStream("no.txt")).isNull();
        assertThat(there.getResource("java/lang/Object.class").getProtocol()).isEqualTo("jrt");
    }

    @Test
    void findsServicesOfTheCaller() throws Exception {
        ClassLoader child = child(parent());
        Path services = Files.createDirectories(childDirectory.resolve("META-INF/services"));
        Files.writeString(services.resolve("java.util.function.Supplier"), "b.Derived\n");

        var found = ServiceLoader.load(java.util.function.Supplier.class, worker.loaders.loader(id(child)));

        assertThat(found).hasSize(1).allSatisfy(each -> assertThat(each.get()).isEqualTo("derived"));
    }
}
