package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;

/** What the title of "例4：使用多个进程池" in tutorial 4 promises: two pools at the same time, two functions in each. */
public final class SeveralPools {
    private SeveralPools() {}

    static void run(String name) throws InterruptedException {
        System.out.println("Run task " + name + "-" + ProcessHandle.current().pid());
        var start = System.nanoTime();
        Thread.sleep(100 + (long) (Math.random() * 500));
        var end = System.nanoTime();
        System.out.println("Task " + name + " runs %.2f seconds.".formatted((end - start) / 1e9));
    }

    public static void main(String[] args) throws InterruptedException {
        System.out.println("parent process " + ProcessHandle.current().pid());
        try (var first = Pool.of(2);
                var second = Pool.of(2)) {
            first.applyAsync(() -> run("Lee"));
            second.applyAsync(() -> run("Marlon"));
            first.applyAsync(() -> run("Allen"));
            second.applyAsync(() -> run("Frank"));
            System.out.println("Waiting for all subprocesses done...");
            first.shutdown();
            second.shutdown();
            first.join();
            second.join();
            System.out.println("All subprocesses done.");
        }
    }
}
