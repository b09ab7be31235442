package io.github.jvmpool;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Where the lines go that workers print to {@code System.out} and {@code System.err}. A task's lines arrive before its result.
 *
 * <p>Lines of one worker arrive in order and one at a time; those of different workers may arrive at the same time. A consumer that
 * blocks holds up results of that worker's tasks, that worker once some thousand lines wait, and {@link Pool#close()}; not other
 * workers, and not {@link Pool#terminate()}: lines that wait then may be lost.
 */
public abstract class WorkerOutput {
    WorkerOutput() {}

    /**
     * Takes text a worker printed.
     *
     * @param worker who printed it
     * @param line the text without its line end
     * @param error whether it went to {@code System.err}
     * @param complete false if the task ended before the line did
     */
    abstract void print(WorkerInfo worker, String line, boolean error, boolean complete);

    /** {@return the default: a line goes to the caller's {@code System.out} or {@code System.err} as it is} */
    public static WorkerOutput inherit() {
        return new WorkerOutput() {
            @Override
            void print(WorkerInfo worker, String line, boolean error, boolean complete) {
                var stream = error ? System.err : System.out;
                if (complete) stream.println(line);
                else stream.print(line);
            }
        };
    }

    /** {@return like {@link #inherit()}, each line after the names of pool and worker: {@code [pool-1 worker-2] hello}} */
    public static WorkerOutput prefixed() {
        return new WorkerOutput() {
            @Override
            void print(WorkerInfo worker, String line, boolean error, boolean complete) {
                (error ? System.err : System.out)
                        .println("[" + (worker.poolName() + " " + worker.name()).strip() + "] " + line);
            }
        };
    }

    /**
     * {@return an output that hands each line to {@code consumer}; what that throws is logged}
     *
     * @param consumer gets the worker and the line
     */
    public static WorkerOutput to(BiConsumer<? super WorkerInfo, ? super String> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return new WorkerOutput() {
            @Override
            void print(WorkerInfo worker, String line, boolean error, boolean complete) {
                consumer.accept(worker, line);
            }
        };
    }

    /** {@return an output that drops every line} */
    public static WorkerOutput discard() {
        return new WorkerOutput() {
            @Override
            void print(WorkerInfo worker, String line, boolean error, boolean complete) {}
        };
    }
}
