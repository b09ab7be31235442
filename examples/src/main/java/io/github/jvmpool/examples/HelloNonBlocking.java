package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "例1：使用进程池" in tutorial 4: the caller goes on at once, "Mark~" stands before the tasks' lines. */
public final class HelloNonBlocking {
    private HelloNonBlocking() {}

    static void func(String msg) throws InterruptedException {
        System.out.println("msg: " + msg);
        Thread.sleep(300); // time.sleep(3)
        System.out.println("end");
    }

    public static void main(String[] args) throws InterruptedException {
        try (var pool = Pool.of(3)) {
            for (int i = 0; i < 4; i++) {
                var msg = "hello " + i;
                pool.applyAsync(() -> func(msg)); // 维持执行的进程总数为processes
            }

            System.out.println("Mark~ Mark~ Mark~~~~~~~~~~~~~~~~~~~~~~");
            pool.shutdown();
            pool.join(); // 调用join之前，先调用shutdown，否则会出错
            System.out.println("Sub-process(es) done.");
        }
    }
}
