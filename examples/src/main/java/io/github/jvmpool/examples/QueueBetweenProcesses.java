package io.github.jvmpool.examples;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.shared.SharedQueue;
import java.util.List;

/** Tutorial 3, 队列实现进程之间通信: one process writes into a queue, another one reads from it. */
public final class QueueBetweenProcesses {
    private QueueBetweenProcesses() {}

    // 定义写入的函数
    static void write(SharedQueue<String> q) throws InterruptedException {
        for (String i : List.of("a", "b", "c", "d")) {
            System.out.println("开始写入的值：" + i);
            q.put(i);
            Thread.sleep(100); // sleep(1)
        }
    }

    static void reader(SharedQueue<String> q) throws InterruptedException {
        for (int i = q.size(); i > 0; i--) {
            System.out.println("读取到的值：" + q.take());
            Thread.sleep(100); // sleep(1)
        }
    }

    public static void main(String[] args) throws InterruptedException {
        // 创建队列
        SharedQueue<String> q = SharedQueue.create();
        // 创建进程
        var pw = JvmProcess.builder(() -> write(q)).build();
        var pr = JvmProcess.builder(() -> reader(q)).build();
        pw.start();
        pw.join();
        pr.start();
        pr.join();
        q.close();
    }
}
