package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import io.github.jvmpool.VoidFn;
import java.util.stream.IntStream;

/** The twin of the {@code CreateLogger} program in tutorial 4: the function that travels stands in a field of an object. */
public final class FunctionInField {
    private FunctionInField() {}

    static void createLogger(int i) {
        System.out.println(i);
    }

    // class CreateLogger(object): def __init__(self, func): self.func = func
    record CreateLogger(VoidFn<Integer> func) {}

    public static void main(String[] args) {
        var list = IntStream.range(0, 10).boxed().toList();

        var cl = new CreateLogger(FunctionInField::createLogger);
        try (var pool = Pool.of(Runtime.getRuntime().availableProcessors())) {
            pool.forEach(cl.func(), list);
        }
        System.out.println("hello------------>");
    }
}
