package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** The twin of "apply堵塞式" in tutorial 5: the same ten tasks, each waited for; "start" stands behind them all. */
public final class ReusedWorkersBlocking {
    private ReusedWorkersBlocking() {}

    static void worker(int msg) throws InterruptedException {
        var start = System.nanoTime();
        System.out.println(msg + "开始执行,进程号为" + ProcessHandle.current().pid());
        // Math.random()随机生成0~1之间的浮点数
        Thread.sleep((long) (Math.random() * 200)); // random.random()*2
        var stop = System.nanoTime();
        System.out.println(msg + " 执行完毕，耗时%.2f".formatted((stop - start) / 1e9));
    }

    public static void main(String[] args) throws InterruptedException {
        try (var po = Pool.of(3)) { // 定义一个进程池，最大进程数3
            for (int i = 0; i < 10; i++) {
                var msg = i;
                po.apply(() -> worker(msg));
            }

            System.out.println("----start----");
            po.shutdown(); // 关闭进程池，关闭后po不再接收新的请求
            po.join(); // 等待po中所有子进程执行完成，必须放在shutdown语句之后
            System.out.println("-----end-----");
        }
    }
}
