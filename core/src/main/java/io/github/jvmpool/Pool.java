package io.github.jvmpool;

import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Worker JVMs that make calls: Python's {@code multiprocessing.Pool} for Java.
 *
 * <pre>{@code
 * try (Pool pool = Pool.of(4)) {
 *     List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
 * }
 * }</pre>
 *
 * <p>Workers start when work arrives and none is idle, as few as possible. They share no data with the caller. If one crashes,
 * hangs, exits or runs out of memory, only the call that it was making fails; the pool goes on with a new worker.
 *
 * <p>Workers are daemons: they end with the caller's JVM, however it ends, and keep nothing alive. A pool that is dropped without
 * being closed is terminated when it is collected. Pools may be nested. All methods may be called from any thread.
 */
public interface Pool extends PoolOperations, AutoCloseable {
    /**
     * {@return a pool of at most this many workers}
     *
     * @param processes at least 1
     */
    static Pool of(int processes) {
        return builder().processes(processes).build();
    }

    /** {@return a pool of as many workers as this JVM has processors} */
    static Pool create() {
        return builder().build();
    }

    /**
     * {@return a pool with the same methods whose tasks run on threads of this JVM, for debugging and for I/O}
     *
     * <p>Nothing is copied or isolated: tasks share the caller's objects, and a task that ignores its interrupt cannot be killed,
     * only abandoned.
     *
     * @param threads at least 1
     */
    static Pool ofThreads(int threads) {
        return ThreadPool.create(Checks.atLeast("threads", threads, 1));
    }

    /** {@return a builder with default options} */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Accepts no more work and returns at once; the workers end when what was accepted is done. Python's {@code Pool.close()}.
     */
    void shutdown();

    /**
     * Accepts no more work and waits until what was accepted is done and the workers have ended, like
     * {@code ExecutorService.close()} of JDK 19. If the waiting thread is interrupted, the pool is terminated and the interrupt
     * flag kept. Called from one of the pool's own callbacks, it does not wait. Python's {@code with Pool()} terminates instead:
     * see {@link #terminate()}.
     */
    @Override
    void close();

    /**
     * Kills every worker now. Tasks not done complete with {@link java.util.concurrent.CancellationException}.
     */
    void terminate();

    /**
     * Waits until the workers have ended.
     *
     * @throws IllegalStateException before {@link #shutdown()}, {@link #close()} or {@link #terminate()}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void join() throws InterruptedException;

    /**
     * Waits until the workers have ended, or the time is over.
     *
     * @param timeout how long to wait at most
     * @return whether they have ended
     * @throws IllegalStateException before {@link #shutdown()}, {@link #close()} or {@link #terminate()}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    boolean join(Duration timeout) throws InterruptedException;

    /** {@return how many workers the pool may have} */
    int processes();

    /**
     * Changes how many workers the pool may have. Workers over the new number end when they have finished what they run.
     *
     * @param processes at least 1
     */
    void resize(int processes);

    /** {@return one consistent picture of the pool} */
    PoolSnapshot snapshot();

    /**
     * {@return a live view of this pool that keeps the contract of {@link ExecutorService}}
     *
     * <p>A task must be serializable: a lambda handed over as a plain {@code Callable} or {@code Runnable} is not and is refused
     * with a {@link java.util.concurrent.RejectedExecutionException}; cast it to {@link Task} or {@link VoidTask}.
     */
    ExecutorService asExecutorService();

    /**
     * Sets the options of a pool; every one has a default, all are checked in {@link #build()}. To be used by one thread.
     */
    final class Builder {
        private int processes = Runtime.getRuntime().availableProcessors();
        private int minProcesses = 0;
        private int spares = 0;
        private Optional<Duration> idleTimeout = Optional.empty();
        private OptionalInt maxTasksPerChild = OptionalInt.empty();
        private Optional<String> maxHeap = Optional.empty();
        private OptionalLong maxResidentMemory = OptionalLong.empty();
        private OptionalInt maxOpenFiles = OptionalInt.empty();
        private OptionalInt maxThreads = OptionalInt.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Duration killGrace = Duration.ofMillis(250);
        private Duration startTimeout = Duration.ofSeconds(30);
        private Duration heartbeat = PoolConfig.HEARTBEAT;
        private Optional<String> name = Optional.empty();
        private List<String> jvmArgs = List.of();
        private Optional<List<Path>> classPath = Optional.empty();
        private Optional<Path> javaHome = Optional.empty();
        private Map<String, String> environment = Map.of();
        private Optional<Path> directory = Optional.empty();
        private WorkerOutput output = WorkerOutput.inherit();
        private int maxPending = Integer.MAX_VALUE;
        private Optional<Serializer> serializer = Optional.empty();
        private Optional<ObjectInputFilter> deserializationFilter = Optional.empty();
        private Optional<PoolListener> listener = Optional.empty();
        private @Nullable VoidTask initializer;
        private @Nullable VoidTask finalizer;

        private Builder() {}

        /**
         * Sets {@code processes}.
         *
         * @param processes how many workers there may be; default: the processors of this JVM
         * @return this
         */
        public Builder processes(int processes) {
            this.processes = processes;
            return this;
        }

        /**
         * Sets {@code minProcesses}.
         *
         * @param count workers that are started at once and kept; default 0: workers start when work arrives and none is idle
         * @return this
         */
        public Builder minProcesses(int count) {
            this.minProcesses = count;
            return this;
        }

        /**
         * Sets {@code spares}.
         *
         * @param count started and initialized JVMs in waiting beside the workers, so that a lost one is replaced at once; default 0
         * @return this
         */
        public Builder spares(int count) {
            this.spares = count;
            return this;
        }

        /**
         * Sets {@code idleTimeout}.
         *
         * @param timeout how long a worker beyond {@code minProcesses} may be idle before it ends; default: for ever
         * @return this
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = Optional.of(timeout);
            return this;
        }

        /**
         * Sets {@code maxTasksPerChild}.
         *
         * @param count how many tasks a worker does before it is replaced by a fresh one; default: unlimited
         * @return this
         */
        public Builder maxTasksPerChild(int count) {
            this.maxTasksPerChild = OptionalInt.of(count);
            return this;
        }

        /**
         * Sets {@code maxHeap}.
         *
         * @param size the heap limit of a worker as {@code -Xmx} takes it, such as {@code 512m}; default: a fair share of the memory
         * @return this
         */
        public Builder maxHeap(String size) {
            this.maxHeap = Optional.of(size);
            return this;
        }

        /**
         * Sets {@code maxResidentMemory}. It needs {@code /proc}: elsewhere {@link #build()} throws UnsupportedOperationException.
         *
         * @param bytes the resident memory of a worker past which it is killed; default: unlimited
         * @return this
         */
        public Builder maxResidentMemory(long bytes) {
            this.maxResidentMemory = OptionalLong.of(bytes);
            return this;
        }

        /**
         * Sets {@code maxOpenFiles}. A worker whose tasks have left more files, sockets and pipes open is replaced when it has
         * finished the task it runs; no task fails by it. It is looked at now and then, not after every task, and only on Linux.
         *
         * @param count how many more a worker may have open than after its initializer; default: half of what the system allows a
         *     process, at most 10,000
         * @return this
         */
        public Builder maxOpenFiles(int count) {
            this.maxOpenFiles = OptionalInt.of(count);
            return this;
        }

        /**
         * Sets {@code maxThreads}. A worker whose tasks have left more threads running is replaced when it has finished the task it
         * runs; no task fails by it. It is looked at now and then, not after every task.
         *
         * @param count how many threads more than after its initializer a worker may have; default 1,000
         * @return this
         */
        public Builder maxThreads(int count) {
            this.maxThreads = OptionalInt.of(count);
            return this;
        }

        /**
         * Sets {@code timeout}.
         *
         * @param timeout the default time limit of every task, counted from its start; default: none
         * @return this
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Optional.of(timeout);
            return this;
        }

        /**
         * Sets {@code killGrace}.
         *
         * @param grace how long a task may go on after it was interrupted, before its worker is killed; default 250 ms
         * @return this
         */
        public Builder killGrace(Duration grace) {
            this.killGrace = Objects.requireNonNull(grace, "grace");
            return this;
        }

        /**
         * Sets {@code startTimeout}.
         *
         * @param timeout how long a worker may take to come up, its initializer included; default 30 s
         * @return this
         */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Sets {@code heartbeat}.
         *
         * @param limit how long a worker may give no sign of life, stopped or starved, before it is killed; default 10 s. A worker
         *     that is held by a debugger gives none
         * @return this
         */
        public Builder heartbeat(Duration limit) {
            this.heartbeat = Objects.requireNonNull(limit, "limit");
            return this;
        }

        /**
         * Sets {@code name}.
         *
         * @param name the name of the pool in threads, messages and logs; default {@code pool-1}, {@code pool-2}, …
         * @return this
         */
        public Builder name(String name) {
            this.name = Optional.of(name);
            return this;
        }

        /**
         * Sets {@code jvmArgs}.
         *
         * @param args more arguments for the workers' {@code java}; they win over the library's own
         * @return this
         */
        public Builder jvmArgs(String... args) {
            this.jvmArgs = List.of(args);
            return this;
        }

        /**
         * Sets {@code classPath}.
         *
         * @param entries the class path of the workers instead of this JVM's; classes not found on it still come from the caller
         * @return this
         */
        public Builder classPath(Path... entries) {
            this.classPath = Optional.of(List.of(entries));
            return this;
        }

        /**
         * Sets {@code javaHome}.
         *
         * @param home the Java installation that runs the workers; default: this JVM's own
         * @return this
         */
        public Builder javaHome(Path home) {
            this.javaHome = Optional.of(home);
            return this;
        }

        /**
         * Sets {@code environment}.
         *
         * @param variables environment variables set in the workers beside the inherited ones
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            this.environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Sets {@code directory}.
         *
         * @param directory where the pool makes its private directory; default: shared memory if there is room, else the temporary directory
         * @return this
         */
        public Builder directory(Path directory) {
            this.directory = Optional.of(directory);
            return this;
        }

        /**
         * Sets {@code output}.
         *
         * @param output where the workers' prints go; default {@link WorkerOutput#inherit()}
         * @return this
         */
        public Builder output(WorkerOutput output) {
            this.output = Objects.requireNonNull(output, "output");
            return this;
        }

        /**
         * Sets {@code maxPending}.
         *
         * @param count how many tasks may wait for a worker; past it, calls that submit block; default: unbounded
         * @return this
         */
        public Builder maxPending(int count) {
            this.maxPending = count;
            return this;
        }

        /**
         * Sets {@code serializer}.
         *
         * @param serializer encodes arguments and results that have no built-in encoding; default: JDK serialization
         * @return this
         */
        public Builder serializer(Serializer serializer) {
            this.serializer = Optional.of(serializer);
            return this;
        }

        /**
         * Sets {@code deserializationFilter}.
         *
         * @param filter what the caller accepts from a worker; default: limits on depth, array size and references
         * @return this
         */
        public Builder deserializationFilter(ObjectInputFilter filter) {
            this.deserializationFilter = Optional.of(filter);
            return this;
        }

        /**
         * Sets {@code listener}.
         *
         * @param listener hears of the life of the workers; default: nobody
         * @return this
         */
        public Builder listener(PoolListener listener) {
            this.listener = Optional.of(listener);
            return this;
        }

        /**
         * Sets what each worker runs before its first task. If it throws, the worker does not come up.
         *
         * @param task the call
         * @return this
         */
        public Builder initializer(VoidTask task) {
            this.initializer = Objects.requireNonNull(task, "task");
            return this;
        }

        /**
         * Sets what each worker runs before its first task: Python's {@code initializer} with {@code initargs}.
         *
         * @param fn the call
         * @param arg its argument, serializable
         * @param <A> the type of the argument
         * @return this
         */
        public <A> Builder initializer(VoidFn<A> fn, A arg) {
            Objects.requireNonNull(fn, "fn");
            this.initializer = () -> fn.accept(arg);
            return this;
        }

        /**
         * Sets what each worker runs after its last task, when the pool closes, shrinks or recycles it; not when it is killed.
         *
         * @param task the call
         * @return this
         */
        public Builder finalizer(VoidTask task) {
            this.finalizer = Objects.requireNonNull(task, "task");
            return this;
        }

        /**
         * {@return the pool}
         *
         * @throws IllegalArgumentException if an option is out of its range; the message names option, value and range
         * @throws ShippingException if initializer, finalizer or serializer cannot travel to a worker
         */
        public Pool build() {
            return ProcessPool.create(new PoolConfig(
                    processes,
                    minProcesses,
                    spares,
                    idleTimeout,
                    maxTasksPerChild,
                    maxHeap,
                    maxResidentMemory,
                    maxOpenFiles,
                    maxThreads,
                    timeout,
                    killGrace,
                    startTimeout,
                    heartbeat,
                    name,
                    jvmArgs,
                    classPath,
                    javaHome,
                    environment,
                    directory,
                    output,
                    maxPending,
                    serializer,
                    deserializationFilter,
                    listener,
                    Optional.ofNullable(initializer),
                    Optional.ofNullable(finalizer)));
        }
    }
}
