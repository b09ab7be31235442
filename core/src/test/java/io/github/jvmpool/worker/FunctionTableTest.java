package io.github.jvmpool.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jvmpool.Fn;
import io.github.jvmpool.Fn2;
import io.github.jvmpool.Task;
import io.github.jvmpool.VoidFn;
import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.FunctionShape;
import io.github.jvmpool.launch.FunctionShapes;
import io.github.jvmpool.wire.ArraySource;
import io.github.jvmpool.wire.ClassBundle;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.PlainSink;
import io.github.jvmpool.wire.ShapeData;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.Serializable;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionTableTest {
    private final OtherJvm worker = new OtherJvm();
    private final String field = "of an instance";

    record Point(int x, int y) implements Serializable {
        int sum() {
            return x + y;
        }

        static int product(int a, int b) {
            return a * b;
        }
    }

    interface Named<T> extends Serializable {
        T name(T of) throws Exception;
    }

    interface Texts extends Named<String> {
        @Override
        String name(String of) throws Exception;
    }

    static String join(String separator, Object... parts) {
        return Arrays.stream(parts)
                .map(String::valueOf)
                .reduce((a, b) -> a + separator + b)
                .orElse("");
    }

    static class Greeter implements Serializable {
        private final String greeting = "hello ";

        Fn<String, String> viaThis() {
            return name -> greeting + name;
        }

        String greet(String name) {
            return greeting + name;
        }
    }

    @Test
    void shipsALambdaWithoutCapturesAsOneInstance() throws Exception {
        Fn<Integer, Integer> square = x -> x * x;

        Fn<Integer, Integer> first = worker.ship(square);
        Fn<Integer, Integer> second = worker.ship(square);

        assertThat(first.apply(7)).isEqualTo(49);
        assertThat(second).isSameAs(first);
        assertThat(worker.bytes).isZero();
        assertThat(first.getClass().getClassLoader()).isInstanceOf(ShippingLoader.class);
    }

    @Test
    void shipsCapturedPrimitivesOfEveryKind() throws Exception {
        byte b = 1;
        short s = 2;
        char c = 'c';
        int i = 4;
        long l = 5;
        float f = 6.5f;
        double d = 7.5;
        boolean z = true;
        Task<String> task = () -> "" + b + s + c + i + l + f + d + z;

        assertThat(worker.ship(task).call()).isEqualTo("12c456.57.5true").isEqualTo(task.call());
    }

    @Test
    void shipsCapturedObjectsArraysAndNull() throws Exception {
        Integer boxed = 1_000_000;
        int[] numbers = {1, 2, 3};
        String[] texts = {"a", null};
        Object nothing = null;
        Point point = new Point(3, 4);
        Task<List<Object>> task = () -> Arrays.asList(boxed, numbers[2], texts[0], texts[1], nothing, point.sum());

        assertThat(worker.ship(task).call()).containsExactly(1_000_000, 3, "a", null, null, 7);
    }

    @Test
    void shipsALambdaInsideALambda() throws Exception {
        int base = 10;
        Fn<Integer, Integer> inner = x -> x + base;
        Fn<Integer, Integer> outer = x -> inner.apply(x) * 2;
        Task<Task<Integer>> made = () -> () -> base + 1;

        assertThat(worker.ship(outer).apply(1)).isEqualTo(22);
        assertThat(worker.ship(made).call().call()).isEqualTo(11);
    }

    @Test
    void shipsMethodReferencesOfEveryKind() throws Exception {
        var greeter = new Greeter();
        String word = "worker";
        Fn<String, String> bound = greeter::greet;
        Fn<Integer, Character> boundToText = word::charAt;
        Fn<Point, Integer> unbound = Point::sum;
        Fn2<Integer, Integer, Integer> ofRecord = Point::product;
        Fn2<Integer, Integer, Object> constructor = Point::new;
        Fn<Integer, int[]> array = int[]::new;
        Task<List<String>> ofJdk = ArrayList::new;
        Fn2<String, Object, String> varargs = FunctionTableTest::join;
        VoidFn<List<String>> voids = List::clear;

        assertThat(worker.ship(bound).apply("you")).isEqualTo("hello you");
        assertThat(worker.ship(boundToText).apply(2)).isEqualTo('r');
        assertThat(worker.ship(ofRecord).apply(6, 7)).isEqualTo(42);
        assertThat(worker.ship(constructor).apply(1, 2)).hasToString("Point[x=1, y=2]");
        assertThat(worker.ship(array).apply(3)).hasSize(3);
        assertThat(worker.ship(ofJdk).call()).isEmpty();
        assertThat(worker.ship(varargs).apply("-", 1)).isEqualTo("1");
        List<String> list = new ArrayList<>(List.of("x"));
        worker.ship(voids).accept(list);
        assertThat(list).isEmpty();
        assertThatThrownBy(() -> worker.ship(unbound).apply(new Point(1, 2)))
                .as("the class is another one there")
                .isInstanceOf(ClassCastException.class);
    }

    @Test
    void shipsReferencesToMethodsOfTheJdk() throws Exception {
        Fn2<Integer, Integer, Integer> add = Math::addExact;
        Fn<String, Integer> parse = Integer::parseInt;
        Fn<String, Integer> length = String::length;

        assertThat(worker.ship(add).apply(40, 2)).isEqualTo(42);
        assertThat(worker.ship(parse).apply("17")).isEqualTo(17);
        assertThat(worker.ship(length).apply("four")).isEqualTo(4);
    }

    @Test
    void shipsLambdasWithBridges() throws Exception {
        // The interface is the test's, so the instance can only be called through reflection.
        String suffix = "!";
        Texts texts = of -> of + suffix;
        Object arrived = shipUntyped(texts);

        for (var method : arrived.getClass().getMethods())
            if (method.getName().equals("name")) {
                method.setAccessible(true);
                assertThat(method.invoke(arrived, "a")).isEqualTo("a!");
            }
        assertThat(Arrays.stream(arrived.getClass().getMethods())
                        .filter(m -> m.getName().equals("name")))
                .hasSize(2);
    }

    private Object shipUntyped(Object function) throws Exception {
        return worker.<Object>ship(function);
    }

    @Test
    void shipsALambdaThatUsesASerializableThis() throws Exception {
        assertThat(worker.ship(new Greeter().viaThis()).apply("me")).isEqualTo("hello me");
    }

    @Test
    void shipsALambdaOfAModuleThatIsNotOpen(@TempDir Path directory) throws Exception {
        Compiled.into(directory, new Path[0], "module-info.java\nmodule closed { exports closed; }", """
                Maker.java
                package closed;
                import java.util.function.Supplier;
                public class Maker {
                    public static Supplier<String> make(int n, String s) {
                        return (Supplier<String> & java.io.Serializable) () -> s + n;
                    }
                }
                """);
        ModuleLayer boot = ModuleLayer.boot();
        var configuration =
                boot.configuration().resolve(ModuleFinder.of(directory), ModuleFinder.of(), Set.of("closed"));
        ClassLoader loader = boot.defineModulesWithOneLoader(
                        configuration, getClass().getClassLoader())
                .findLoader("closed");
        Method make = loader.loadClass("closed.Maker").getMethod("make", int.class, String.class);

        for (int i = 0; i < 3; i++) {
            Supplier<?> supplier = (Supplier<?>) make.invoke(null, i, "n");
            assertThat(worker.ship(supplier).get()).isEqualTo("n" + i);
            assertThat(shipWithin(loader, supplier).get())
                    .as("where the worker has the module")
                    .isEqualTo("n" + i);
        }
    }

    /** Ships to a worker whose own loader is {@code system}. */
    private static Supplier<?> shipWithin(ClassLoader system, Supplier<?> function) throws Exception {
        FunctionShape shape = Objects.requireNonNull(FunctionShapes.of(function));
        byte[] fromSystem = {ClassRequest.PARENT};
        var loaders = new WorkerLoaders((kind, loader, name) -> new ArraySource(fromSystem, 0, 1), system);
        // Without the class files that come along, as for a class of the system loader.
        var out = new PlainSink();
        ShapeData.read(OtherJvm.source(shape.definition())).write(out);
        ClassBundle.EMPTY.write(out);
        var functions = new FunctionTable(loaders);
        functions.define(OtherJvm.source(out.finish()));
        var encoder = new Encoder(CallerLoaders.shared());
        shape.encode(function, encoder);
        Object arrived =
                functions.function(shape.id(), OtherJvm.source(encoder.finish()), new Decoder(loaders, null, null));
        assertThat(arrived.getClass().getModule().isNamed()).isTrue();
        return (Supplier<?>) arrived;
    }

    @Test
    void shipsOnlyCapturedValuesTheSecondTime() throws Exception {
        for (int i = 0; i < 3; i++) {
            int captured = i;
            Fn<Integer, Integer> plus = x -> x + captured;

            assertThat(worker.ship(plus).apply(1)).isEqualTo(1 + i);
            assertThat(worker.bytes).isLessThan(8);
        }
    }

    @Test
    void givesAllInstancesOfAnExpressionOneNumber() {
        List<FunctionShape> shapes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int captured = i;
            Task<Integer> task = () -> captured;
            shapes.add(FunctionShapes.of(task));
        }
        Task<Integer> other = () -> 1;

        assertThat(shapes).allSatisfy(shape -> assertThat(shape).isSameAs(shapes.get(0)));
        assertThat(shapes.get(0).captures()).isEqualTo(1);
        assertThat(Objects.requireNonNull(FunctionShapes.of(other)).id())
                .isNotEqualTo(shapes.get(0).id());
    }

    @Test
    void leavesObjectsThatAreNoLambdasToTheEncoder() {
        var anonymous = new Task<Integer>() {
            @Override
            public Integer call() {
                return 1;
            }
        };

        assertThat(FunctionShapes.of(anonymous)).isNull();
        assertThat(FunctionShapes.of("text")).isNull();
    }

    @Test
    void leavesLambdasOfTheJdkToTheEncoder() {
        Comparator<Map.Entry<String, Integer>> ofTheJdk = Map.Entry.comparingByKey();

        assertThat(FunctionShapes.of(ofTheJdk)).isNull();
    }

    @Test
    void refusesALambdaThatIsNotSerializable() {
        Callable<Integer> callable = () -> 1;

        assertThatThrownBy(() -> FunctionShapes.of(callable))
                .isInstanceOf(ShippingFailure.class)
                .hasMessageContaining("lambda or method reference in " + FunctionTableTest.class.getName())
                .hasMessageContaining("java.util.concurrent.Callable")
                .hasMessageContaining("Task");
    }

    @Test
    void saysThatAFieldCapturesThis() {
        Task<String> usesThis = () -> field;

        assertThatThrownBy(() -> worker.ship(usesThis))
                .isInstanceOf(ShippingFailure.class)
                .hasMessageContaining("captured argument 0 of the lambda in " + FunctionTableTest.class.getName()
                        + ".saysThatAFieldCapturesThis (FunctionTableTest.java)")
                .hasMessageContaining("captures `this`; copy the field to a local variable");
    }

    @Test
    void namesTheCapturedArgumentThatCannotTravel() {
        int fine = 1;
        var thread = new Thread();
        Task<String> task = () -> fine + thread.getName();

        assertThatThrownBy(() -> worker.ship(task))
                .isInstanceOf(ShippingFailure.class)
                .hasMessageContaining("captured argument 1 of the lambda")
                .hasMessageContaining("java.lang.Thread")
                .hasMessageNotContaining("this`");
    }

    @Test
    void failsATaskWhoseFunctionIsUnknownAndStaysUsable() throws Exception {
        Task<Integer> task = () -> 5;
        var decoder = new Decoder(worker.loaders, null, null);

        assertThatThrownBy(() -> worker.functions.function(100_000, new ArraySource(new byte[0], 0, 0), decoder))
                .hasMessageContaining("100000");
        assertThat(worker.ship(task).call()).isEqualTo(5);
    }

    @Test
    void namesClassAndLoaderOfAFunctionThatIsMissing() throws Exception {
        Task<Integer> task = () -> 6;
        FunctionShape shape = Objects.requireNonNull(FunctionShapes.of(task));
        var cutOff = new WorkerLoaders(
                (kind, loader, name) -> new ArraySource(new byte[] {3}, 0, 1), new ClassLoader(null) {});
        var functions = new FunctionTable(cutOff);
        functions.define(OtherJvm.source(shape.definition()));

        for (int i = 0; i < 2; i++)
            assertThatThrownBy(() -> functions.function(
                            shape.id(),
                            OtherJvm.source(new Encoder(CallerLoaders.shared()).finish()),
                            new Decoder(cutOff, null, null)))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining(FunctionTableTest.class.getName())
                    .hasMessageContaining("class loader");
    }
}
