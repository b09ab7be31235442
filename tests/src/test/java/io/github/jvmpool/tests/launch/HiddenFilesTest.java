package io.github.jvmpool.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.ClassBytesSource;
import io.github.jvmpool.Pool;
import io.github.jvmpool.ShippingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes made in memory by a class loader that does not give their files, as script engines have them. */
class HiddenFilesTest {
    private LaunchedProgram program;

    @BeforeEach
    void compile() throws IOException {
        program = new LaunchedProgram()
                .write("src/demo/Script.java", Demo.program("Script.java"))
                .compile("src", "classes", "-cp", LaunchedProgram.library());
    }

    @AfterEach
    void delete() {
        program.close();
    }

    @Test
    void refusesATaskOfSuchAClassAndSaysWhatToDo() throws Exception {
        var script = new Hiding().script();
        try (var pool = Pool.of(1)) {

            assertThatThrownBy(() -> script.apply(pool))
                    .isInstanceOf(ShippingException.class)
                    .hasMessageContaining("demo.Script cannot be sent to a worker")
                    .hasMessageContaining("its class loader a loader that hides its files")
                    .hasMessageContaining("register an io.github.jvmpool.ClassBytesSource");
        }
    }

    @Test
    void runsATaskOfSuchAClassIfSomebodyKnowsItsFile() throws Exception {
        var hiding = new Hiding();
        ClassBytesSource.register(type -> type.getClassLoader() == hiding ? hiding.file(type.getName()) : null);
        var script = hiding.script();
        try (var pool = Pool.of(1)) {

            assertThat(script.apply(pool)).isEqualTo("[Score[points=20], Score[points=30]]");
        }
    }

    private final class Hiding extends ClassLoader {
        Hiding() {
            super(Pool.class.getClassLoader());
        }

        byte[] file(String name) throws IOException {
            return Files.readAllBytes(program.path("classes/" + name.replace('.', '/') + ".class"));
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] file = file(name);
                return defineClass(name, file, 0, file.length);
            } catch (IOException missing) {
                throw new ClassNotFoundException(name, missing);
            }
        }

        @SuppressWarnings("unchecked")
        Function<Pool, Object> script() throws ReflectiveOperationException {
            return (Function<Pool, Object>)
                    loadClass("demo.Script").getDeclaredConstructor().newInstance();
        }

        @Override
        public String toString() {
            return "a loader that hides its files";
        }
    }
}
