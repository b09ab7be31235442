package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.Fn;
import io.github.jvmpool.Task;
import io.github.jvmpool.wire.ShippingFailure;
import java.nio.file.Path;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JShellTest {
    private final OtherJvm worker = new OtherJvm();
    private JShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = JShell.builder().executionEngine("local").build();
        for (Class<?> each : new Class<?>[] {Fn.class, Handover.class})
            shell.addToClasspath(Path.of(each.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        eval("import io.github.jvmpool.*;");
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private void eval(String line) {
        for (SnippetEvent event : shell.eval(line)) {
            assertThat(event.exception()).as(line).isNull();
            assertThat(shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)))
                    .as(line)
                    .isEmpty();
        }
    }

    private Object given(String expression) {
        eval("io.github.jvmpool.worker.Handover.GIVEN.push(" + expression + ");");
        return Handover.GIVEN.pop();
    }

    @SuppressWarnings("unchecked")
    private Fn<Integer, Integer> function(String lambda) {
        return (Fn<Integer, Integer>) given("(Fn<Integer, Integer>) " + lambda);
    }

    private Task<?> task(String lambda) {
        return (Task<?>) given("(Task<?>) " + lambda);
    }

    @Test
    void shipsAVariableThroughAMethodAndSeesItReassigned() throws Exception {
        eval("int factor = 3;");
        eval("int helper(int v) { return v * factor; }");
        Fn<Integer, Integer> function = function("x -> helper(x)");

        assertThat(worker.ship(function).apply(2)).isEqualTo(6);

        eval("factor = 7;");
        assertThat(worker.ship(function).apply(2)).isEqualTo(14);
    }

    @Test
    void shipsAVariableThatHoldsALambdaWithWhatThatUses() throws Exception {
        eval("int base = 100;");
        eval("Fn<Integer, Integer> inner = x -> x + base;");
        Fn<Integer, Integer> function = function("x -> inner.apply(x) + 1");

        assertThat(worker.ship(function).apply(2)).isEqualTo(103);
    }

    @Test
    void shipsVariablesThatARecordUsesBehindAnInterface() throws Exception {
        eval("int unit = 5;");
        eval("interface Shape extends java.io.Serializable { int area(); }");
        eval("record Bar(int n) implements Shape { public int area() { return n * unit; } }");
        eval("Shape shape = new Bar(4);");
        Task<?> task = task("() -> shape.area()");

        assertThat((Object) worker.ship(task).call()).isEqualTo(20);
    }

    @Test
    void shipsVariablesUsedInsideAnInnerLambda() throws Exception {
        eval("String word = \"ab\";");
        Task<?> task = task("() -> java.util.stream.Stream.of(1, 2).map(i -> word + i).reduce(\"\", String::concat)");

        assertThat((Object) worker.ship(task).call()).isEqualTo("ab1ab2");
    }

    @Test
    void refusesAVariableThatCannotTravelByName() {
        eval("Thread stuck = new Thread();");
        eval("String name() { return stuck.getName(); }");
        Task<?> task = task("() -> name()");

        assertThatThrownBy(() -> worker.ship(task))
                .isInstanceOf(ShippingFailure.class)
                .hasMessageContaining("JShell variable stuck of type java.lang.Thread");
    }

    @Test
    void ignoresAVariableThatTheFunctionDoesNotUse() throws Exception {
        eval("Thread unused = new Thread();");
        eval("String other() { return unused.getName(); }");
        eval("int used = 8;");
        Task<?> task = task("() -> used");

        assertThat((Object) worker.ship(task).call()).isEqualTo(8);
    }
}
