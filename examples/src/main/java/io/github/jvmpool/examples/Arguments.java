package io.github.jvmpool.examples;

import io.github.jvmpool.Pool;
import java.util.List;
import java.util.Map;

/**
 * The twin of "使用 apply_async() 方法启动进程" in tutorial 2: a function called without an argument, with a positional and with a
 * keyword argument. {@code def func(*args, **kwds)} is a method of a list and a map.
 */
public final class Arguments {
    private Arguments() {}

    // def action(name='default'), which here returns the name, because a Fn2 returns something
    static Object action(List<?> args, Map<String, ?> kwds) throws InterruptedException {
        Object name = !args.isEmpty() ? args.get(0) : kwds.containsKey("name") ? kwds.get("name") : "default";
        System.out.println("(" + ProcessHandle.current().pid() + ")进程正在执行，参数为: " + name);
        Thread.sleep(300); // time.sleep(3)
        return name;
    }

    public static void main(String[] args) throws InterruptedException {
        // 创建包含 4 条进程的进程池
        try (var pool = Pool.of(4)) {
            // 将 action 分 3 次提交给进程池
            pool.applyAsync(Arguments::action, List.of(), Map.of());
            pool.applyAsync(Arguments::action, List.of("位置参数"), Map.of());
            pool.applyAsync(Arguments::action, List.of(), Map.of("name", "关键字参数"));
            pool.shutdown();
            pool.join();
        }
    }
}
