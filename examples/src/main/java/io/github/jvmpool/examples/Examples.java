package io.github.jvmpool.examples;

import java.util.List;
import java.util.Optional;

/** The examples by name, in the order of the tutorials. */
public final class Examples {
    private static final List<Example> ALL = List.of(
            new Example("synchronous-pool", "five blocking calls, one after another", SynchronousPool::main),
            new Example("asynchronous-pool", "five calls that run at the same time", AsynchronousPool::main),
            new Example("arguments", "no argument, a positional one, a keyword one", Arguments::main),
            new Example("map-with-results", "map: three sums in the order of the input", MapWithResults::main),
            new Example("callbacks", "callbacks for results and for failures", Callbacks::main),
            new Example("non-blocking-pool", "five tasks, three at a time", NonBlockingPool::main),
            new Example("blocking-pool", "the same five tasks, one at a time", BlockingPool::main),
            new Example("initializer", "what every worker runs before its first task", Initializer::main),
            new Example("separate-data", "processes that share no data", SeparateData::main),
            new Example("queue-methods", "what a queue of several processes can do", QueueMethods::main),
            new Example(
                    "queue-between-processes", "one process writes, another one reads", QueueBetweenProcesses::main),
            new Example("manager-queue", "workers of a pool talk over a manager's queue", ManagerQueue::main),
            new Example("hello-non-blocking", "the caller goes on while four tasks run", HelloNonBlocking::main),
            new Example("hello-blocking", "the caller waits for each of four tasks", HelloBlocking::main),
            new Example("hello-results", "results kept and asked for at the end", HelloResults::main),
            new Example("several-functions", "four functions in one pool", SeveralFunctions::main),
            new Example("several-pools", "two pools at the same time", SeveralPools::main),
            new Example("squares", "a function without result over eight numbers", Squares::main),
            new Example("function-in-field", "the function stands in a field of an object", FunctionInField::main),
            new Example("reused-workers", "ten tasks on three workers: the pids come again", ReusedWorkers::main),
            new Example("reused-workers-blocking", "the same ten tasks, one at a time", ReusedWorkersBlocking::main));

    private Examples() {}

    /** The {@code main} method of an example. */
    @FunctionalInterface
    public interface Program {
        /**
         * Runs the example.
         *
         * @param args not used
         * @throws Exception what the example could not do
         */
        void run(String[] args) throws Exception;
    }

    /**
     * One example.
     *
     * @param name what the command line calls it
     * @param description one line
     * @param program its {@code main}
     */
    public record Example(String name, String description, Program program) {}

    /** {@return all examples} */
    public static List<Example> all() {
        return ALL;
    }

    /**
     * {@return the example of this name}
     *
     * @param name the name, in any case
     */
    public static Optional<Example> find(String name) {
        return ALL.stream()
                .filter(example -> example.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
