package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "进程池同步执行任务" in tutorial 1: five calls of {@code pool.apply(work)}, each waits for the one before it. */
public final class SynchronousPool {
    private SynchronousPool() {}

    // 拷贝任务
    static void work() throws InterruptedException {
        System.out.println("复制中... " + ProcessHandle.current().pid());
        Thread.sleep(50); // time.sleep(0.5)
    }

    public static void main(String[] args) {
        // 创建进程池
        // 3:进程池中进程的最大个数
        try (var pool = Pool.of(3)) {
            // 模拟大批量的任务，让进程池去执行
            for (int i = 0; i < 5; i++) {
                // 循环让进程池执行对应的work任务
                // 同步执行任务，一个任务执行完成以后另外一个任务才能执行
                pool.apply(SynchronousPool::work);
            }
        }
    }
}
