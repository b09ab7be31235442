package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import java.util.List;

/**
 * What tutorial 2 tells of {@code callback} and {@code error_callback}, as a program: one of the two runs in this JVM when the call
 * is over. The tutorial has no program for it; the function is that of its {@code map} example without the prints.
 */
public final class Callbacks {
    private Callbacks() {}

    static int action(int max) {
        if (max < 0) throw new IllegalArgumentException("max 不能为负数: " + max);
        int sum = 0;
        for (int i = 0; i < max; i++) {
            sum += i;
        }
        return sum;
    }

    // callback 指定 func 函数完成后的回调函数
    static void done(Object result) {
        System.out.println("完成: " + result);
    }

    // error_callback 指定 func 函数出错后的回调函数
    static void failed(Throwable error) {
        System.out.println("出错: " + error.getMessage());
    }

    public static void main(String[] args) throws InterruptedException {
        try (var pool = Pool.of(2)) {
            pool.applyAsync(() -> action(50), Callbacks::done, Callbacks::failed);
            pool.applyAsync(() -> action(-1), Callbacks::done, Callbacks::failed);
            pool.mapAsync(Callbacks::action, List.of(50, 100, 150), 1, Callbacks::done, Callbacks::failed);
            pool.shutdown();
            pool.join();
        }
    }
}
