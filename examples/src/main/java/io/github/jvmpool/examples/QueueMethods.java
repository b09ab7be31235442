package io.github.jvmpool.examples;

import io.github.jvmpool.shared.SharedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tutorial 3, 队列方法的使用: what a queue can do. The Python program ends in an error on macOS, where {@code qsize()} is not implemented; here
 * {@code size()} works everywhere.
 */
public final class QueueMethods {
    private QueueMethods() {}

    public static void main(String[] args) throws InterruptedException {
        // 创建一个队列，可以指定队列的大小，如果不写默认的队列是无限
        SharedQueue<String> q = SharedQueue.create(3);
        // 向队列中插入元素
        q.put("消息1");
        q.put("消息2");
        q.put("消息3");

        // 判断当前队列是否已满
        System.out.println("判断当前队列是否已满： " + (q.remainingCapacity() == 0));

        // put(…, block=True, timeout=1): 队列已经满了，等1s，如果还是没有剩余的空间，Python 抛 queue.Full，这里返回 false
        if (q.remainingCapacity() > 0) q.offer("消息4", 1, TimeUnit.SECONDS);

        // 查看队列的大小
        System.out.println("队列的大小：" + q.size());
        for (int i = q.size(); i > 0; i--) System.out.println(q.take());
        q.close();
    }
}
