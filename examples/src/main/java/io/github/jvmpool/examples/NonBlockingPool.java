package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "测试进程池非阻塞状态的使用" in tutorial 3: five tasks, three at a time. Compare {@link BlockingPool}. */
public final class NonBlockingPool {
    private NonBlockingPool() {}

    // 定义进程执行的任务函数
    static void func(String msg) throws InterruptedException {
        System.out.println("start: " + msg);
        Thread.sleep(300); // sleep(3)
        System.out.println("end: " + msg);
    }

    public static void main(String[] args) throws InterruptedException {
        // 创建初始化3的进程池
        try (var pool = Pool.of(3)) {
            // 添加任务
            for (int i = 1; i < 6; i++) {
                var msg = "任务" + i;
                pool.applyAsync(() -> func(msg));
            }

            // 如果进程池不再接受新的请求，调用close
            pool.shutdown();
            pool.join();
        }
    }
}
