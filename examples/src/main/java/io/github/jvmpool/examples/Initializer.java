package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import java.util.List;

/**
 * What tutorial 3 tells of {@code Pool(numprocess, initializer, initargs)}, as a program: a function that every worker runs once,
 * before its first task. The tutorial has no program for it.
 */
public final class Initializer {
    private static String greeting = "";

    private Initializer() {}

    // 每个工作进程启动时要执行的可调用对象
    static void init(String word) {
        greeting = word;
        System.out.println("进程 " + ProcessHandle.current().pid() + " 初始化: " + word);
    }

    static String greet(String name) throws InterruptedException {
        Thread.sleep(100);
        return greeting + ", " + name;
    }

    public static void main(String[] args) {
        try (var pool =
                Pool.builder().processes(2).initializer(Initializer::init, "你好").build()) {
            for (var result : pool.map(Initializer::greet, List.of("Lee", "Marlon", "Allen", "Frank"), 1)) {
                System.out.println(result);
            }
            System.out.println("主进程: greeting = \"" + greeting + "\"");
        }
    }
}
