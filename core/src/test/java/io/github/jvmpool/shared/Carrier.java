package io.github.jvmpool.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jvmpool.JvmProcess;
import io.github.jvmpool.Pool;
import io.github.jvmpool.VoidTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What runs the tasks that use a shared object beside the test: every behaviour is the same over all of them. */
enum Carrier {
    THREADS {
        @Override
        Running start(VoidTask task) {
            var done = new CompletableFuture<Void>();
            var thread = new Thread(() -> {
                try {
                    task.run();
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            return () -> done.get(PATIENCE, TimeUnit.SECONDS);
        }
    },
    POOL {
        @Override
        Running start(VoidTask task) {
            var result = pool().applyAsync(task);
            return () -> result.get(PATIENCE, TimeUnit.SECONDS);
        }
    },
    PROCESSES {
        @Override
        Running start(VoidTask task) {
            var process = JvmProcess.builder(task).daemon(true).build();
            process.start();
            return () -> {
                boolean ended = process.join(Duration.ofSeconds(PATIENCE));
                process.kill();
                assertThat(ended).as("process has ended").isTrue();
                assertThat(process.exitCode()).hasValue(0);
                return null;
            };
        }
    };

    private static final int PATIENCE = 30;
    private static final int WORKERS = 4;

    private static Pool pool;

    abstract Running start(VoidTask task);

    /** Runs all at the same time and waits for them. */
    static void join(Running... all) throws Exception {
        for (Running each : all) each.join();
    }

    void run(VoidTask... tasks) throws Exception {
        List<Running> all = new ArrayList<>();
        for (VoidTask task : tasks) all.add(start(task));
        join(all.toArray(new Running[0]));
    }

    /** One that has begun. */
    interface Running {
        Object await() throws Exception;

        /** Waits for its end, and throws what it threw. */
        default void join() throws Exception {
            try {
                await();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) throw error;
                throw (Exception) e.getCause();
            }
        }
    }

    /** {@return the pool of the test class} */
    static synchronized Pool pool() {
        if (pool == null) pool = Pool.of(WORKERS);
        return pool;
    }

    /** For threads of a test: what it throws fails the test. */
    static <T> CompletableFuture<T> async(Callable<T> task) {
        var done = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Closes the pool after the last test of a class. */
    static final class Closing implements AfterAllCallback {
        @Override
        public void afterAll(ExtensionContext context) {
            synchronized (Carrier.class) {
                if (pool != null) pool.close();
                pool = null;
            }
            var left = JvmProcess.activeChildren();
            left.forEach(JvmProcess::kill);
            assertThat(left).as("processes that are still there").isEmpty();
        }
    }
}
