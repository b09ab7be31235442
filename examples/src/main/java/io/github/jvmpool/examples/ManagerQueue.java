package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import io.github.jvmpool.shared.Manager;
import io.github.jvmpool.shared.SharedQueue;

/**
 * Tutorial 3, 测试进程池创建进程之间的通信: the workers of a pool talk over a manager's queue. In Python it has to be a manager's; here any
 * {@link SharedQueue} would do.
 */
public final class ManagerQueue {
    private ManagerQueue() {}

    public static void main(String[] args) throws InterruptedException {
        try (Manager manager = Manager.start();
                Pool pool = Pool.of(3)) {
            // 创建队列
            SharedQueue<String> q = manager.queue();
            pool.apply(() -> QueueBetweenProcesses.write(q));
            pool.apply(() -> QueueBetweenProcesses.reader(q));
            pool.shutdown();
            pool.join();
        }
    }
}
