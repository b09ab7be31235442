package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import java.util.stream.IntStream;

/** The twin of "multiprocessing pool map" in tutorial 4: squares, printed by as many workers as there are processors. */
public final class Squares {
    private Squares() {}

    static void m1(int x) {
        System.out.println(x * x);
    }

    public static void main(String[] args) {
        try (var pool = Pool.of(Runtime.getRuntime().availableProcessors())) {
            var list = IntStream.range(0, 8).boxed().toList();
            pool.forEach(Squares::m1, list);
        }
    }
}
