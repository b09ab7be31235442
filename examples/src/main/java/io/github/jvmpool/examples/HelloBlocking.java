package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "例2：使用进程池（阻塞）" in tutorial 4: every call waits for its end, "Mark~" stands behind the tasks' lines. */
public final class HelloBlocking {
    private HelloBlocking() {}

    static void func(String msg) throws InterruptedException {
        System.out.println("msg: " + msg);
        Thread.sleep(300); // time.sleep(3)
        System.out.println("end");
    }

    public static void main(String[] args) throws InterruptedException {
        try (var pool = Pool.of(3)) {
            for (int i = 0; i < 4; i++) {
                var msg = "hello " + i;
                pool.apply(() -> func(msg));
            }

            System.out.println("Mark~ Mark~ Mark~~~~~~~~~~~~~~~~~~~~~~");
            pool.shutdown();
            pool.join(); // 调用join之前，先调用shutdown，否则会出错
            System.out.println("Sub-process(es) done.");
        }
    }
}
