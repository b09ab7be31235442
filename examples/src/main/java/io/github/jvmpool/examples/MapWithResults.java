package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import java.util.List;

/** The twin of "使用 map() 方法来启动进程" in tutorial 2: three sums, computed by {@code pool.map}, printed in the order of the input. */
public final class MapWithResults {
    private MapWithResults() {}

    // 定义一个准备作为进程任务的函数
    static int action(int max) {
        int sum = 0;
        for (int i = 0; i < max; i++) {
            System.out.println("(" + ProcessHandle.current().pid() + ")进程正在执行: " + i);
            sum += i;
        }
        return sum;
    }

    public static void main(String[] args) {
        // 创建一个包含 4 条进程的进程池
        try (var pool = Pool.of(4)) {
            // 使用进程执行 map 计算
            // 后面列表有 3 个元素，因此 action 函数执行 3 次
            var results = pool.map(MapWithResults::action, List.of(50, 100, 150));
            System.out.println("--------------");
            for (int r : results) {
                System.out.println(r);
            }
        }
    }
}
