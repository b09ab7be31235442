package io.github.jvmpool.examples;

import io.github.jvmpool.AsyncResult;
import io.github.jvmpool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The twin of "例3：使用进程池，并关注结果" in tutorial 4: the results are kept and asked for at the end. */
public final class HelloResults {
    private HelloResults() {}

    static String func(String msg) throws InterruptedException {
        System.out.println("msg: " + msg);
        Thread.sleep(300); // time.sleep(3)
        System.out.println("end");
        return "done" + msg;
    }

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (var pool = Pool.of(4)) {
            List<AsyncResult<String>> result = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var msg = "hello " + i;
                result.add(pool.applyAsync(HelloResults::func, msg));
            }
            pool.shutdown();
            pool.join();
            for (var res : result) {
                System.out.println("::: " + res.get());
            }
            System.out.println("Sub-process(es) done.");
        }
    }
}
