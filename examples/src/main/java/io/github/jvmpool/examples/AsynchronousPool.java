package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "进程池异步执行任务" in tutorial 1: five calls of {@code pool.apply_async(work)} that run at the same time. */
public final class AsynchronousPool {
    private AsynchronousPool() {}

    // 拷贝任务
    static void work() throws InterruptedException {
        System.out.println("复制中... " + ProcessHandle.current().pid());
        Thread.sleep(50); // time.sleep(0.5)
    }

    public static void main(String[] args) throws InterruptedException {
        // 创建进程池
        // 3:进程池中进程的最大个数
        try (var pool = Pool.of(3)) {
            // 模拟大批量的任务，让进程池去执行
            for (int i = 0; i < 5; i++) {
                // 异步执行，任务执行不会等待，多个任务一起执行
                pool.applyAsync(AsynchronousPool::work);
            }

            // 关闭进程池，意思告诉主进程以后不会有新的任务添加进来
            pool.shutdown();
            // 主进程等待进程池执行完成以后程序再退出
            pool.join();
        }
    }
}
