package io.github.jvmpool.examples;

import io.github.jvmpool.JvmProcess;

/** Tutorial 3, 多个进程之间数据不共享: two processes change a global variable, each its own. */
public final class SeparateData {
    private static int num = 10;

    private SeparateData() {}

    static void work1() {
        num += 5;
        System.out.println("子进程1运行后：num的值 " + num);
    }

    static void work2() {
        num += 10;
        System.out.println("子进程2运行后：num的值 " + num);
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println("主进程开始运行");
        // 创建子进程
        var p1 = JvmProcess.builder(SeparateData::work1).build();
        var p2 = JvmProcess.builder(SeparateData::work2).build();
        // 启动子进程
        p1.start();
        p2.start();
        // 主进程等待子进程结束
        p1.join();
        p2.join();
        System.out.println("主进程结束");
        System.out.println("全局变量：num的值 " + num);
    }
}
