package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import io.github.jvmpool.VoidTask;
import java.util.List;

/** The twin of "例4：使用多个进程池" in tutorial 4: four functions in one pool. */
public final class SeveralFunctions {
    private SeveralFunctions() {}

    static void lee() throws InterruptedException {
        System.out.println("\nRun task Lee-" + ProcessHandle.current().pid()); // 获取当前的进程的ID
        var start = System.nanoTime();
        Thread.sleep((long) (Math.random() * 1_000)); // random.random() * 10
        var end = System.nanoTime();
        System.out.println("Task Lee, runs %.2f seconds.".formatted((end - start) / 1e9));
    }

    static void marlon() throws InterruptedException {
        System.out.println("\nRun task Marlon-" + ProcessHandle.current().pid());
        var start = System.nanoTime();
        Thread.sleep((long) (Math.random() * 4_000)); // random.random() * 40
        var end = System.nanoTime();
        System.out.println("Task Marlon runs %.2f seconds.".formatted((end - start) / 1e9));
    }

    static void allen() throws InterruptedException {
        System.out.println("\nRun task Allen-" + ProcessHandle.current().pid());
        var start = System.nanoTime();
        Thread.sleep((long) (Math.random() * 3_000)); // random.random() * 30
        var end = System.nanoTime();
        System.out.println("Task Allen runs %.2f seconds.".formatted((end - start) / 1e9));
    }

    static void frank() throws InterruptedException {
        System.out.println("\nRun task Frank-" + ProcessHandle.current().pid());
        var start = System.nanoTime();
        Thread.sleep((long) (Math.random() * 2_000)); // random.random() * 20
        var end = System.nanoTime();
        System.out.println("Task Frank runs %.2f seconds.".formatted((end - start) / 1e9));
    }

    public static void main(String[] args) throws InterruptedException {
        List<VoidTask> functionList = List.of(
                SeveralFunctions::lee, SeveralFunctions::marlon, SeveralFunctions::allen, SeveralFunctions::frank);
        System.out.println("parent process " + ProcessHandle.current().pid());

        try (var pool = Pool.of(4)) {
            for (var func : functionList) {
                pool.applyAsync(func);
            }
            System.out.println("Waiting for all subprocesses done...");
            pool.shutdown();
            pool.join(); // 调用join之前，一定要先调用shutdown，否则会出错
            System.out.println("All subprocesses done.");
        }
    }
}
