package io.github.jvmpool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * One call that runs in a JVM of its own: Python's {@code multiprocessing.Process}.
 *
 * <pre>{@code
 * try (var process = JvmProcess.start(() -> System.out.println("hello from " + JvmProcess.current().name()))) {
 *     process.join();
 *     System.out.println(process.exitCode());
 * }
 * }</pre>
 *
 * <p>The call gets copies of what it captures and shares no data with the JVM that starts it: a static field changed in one stays as
 * it was in the other. What it prints appears on {@code System.out} and {@code System.err} of the JVM that started it, whole lines
 * in order, all of them before {@link #join()} returns.
 *
 * <p>The call runs on the main thread of its JVM, which ends as any Java program does: threads that are no daemons are waited for,
 * then shutdown hooks run. The exit code is 0 if the call returns; 1 if it throws, which prints the stack trace to
 * {@code System.err}; what it gives to {@code System.exit}; or 128 + n if signal n ends the process.
 *
 * <p>When the JVM that started it ends because {@code main} returns or because of {@code System.exit}, a process that is no daemon
 * is waited for, and a {@linkplain Builder#daemon daemon} is {@linkplain #terminate() terminated}. A signal that lets the shutdown
 * hooks of that JVM run (SIGTERM, SIGINT, SIGHUP) terminates all its processes. Processes that a worker of a {@link Pool} started
 * end when that worker does. However the starter ends, and be it {@code kill -9}, none of its processes is left a moment later; in
 * Python those that are no daemons would live on.
 *
 * <p>Processes may start processes and open pools. All methods may be called from any thread.
 */
public abstract class JvmProcess implements AutoCloseable {
    JvmProcess() {}

    /**
     * Starts a call in a JVM of its own.
     *
     * @param task what to run
     * @return the process, started
     * @throws ShippingException if the task cannot travel
     * @throws PoolException if the JVM does not come up
     */
    public static JvmProcess start(VoidTask task) {
        JvmProcess process = builder(task).build();
        process.start();
        return process;
    }

    /**
     * {@return a builder with default options}
     *
     * @param task what to run
     */
    public static Builder builder(VoidTask task) {
        return new Builder(Objects.requireNonNull(task, "task"));
    }

    /**
     * {@return the process that runs this code}
     *
     * <p>In a JVM that the library has not started its name is {@code MainProcess}; in a worker of a pool, it is a daemon with the
     * names of pool and worker. It can be looked at; to wait for it or to end it is an {@link IllegalStateException}.
     */
    public static JvmProcess current() {
        Identity own = Identity.own();
        return new OtherProcess(own.name(), ProcessHandle.current().pid(), own.daemon());
    }

    /**
     * {@return the process that started this one; empty if the library has not started this one}
     *
     * <p>It can be looked at; to wait for it or to end it is an {@link IllegalStateException}.
     */
    public static Optional<JvmProcess> parent() {
        String caller = Identity.own().caller();
        if (caller == null) return Optional.empty();
        return ProcessHandle.current().parent().map(parent -> new OtherProcess(caller, parent.pid(), false));
    }

    /** {@return the processes that this JVM has started and that have not ended, in the order of their starts} */
    public static List<JvmProcess> activeChildren() {
        return List.copyOf(Children.started());
    }

    /**
     * Starts the process and returns when its JVM has come up. The task is encoded as it is now.
     *
     * <p>If it fails, the process has not been started, and may be started again.
     *
     * @throws IllegalStateException if it has been started already, or this JVM is ending
     * @throws ShippingException if the task cannot travel; the message names the field that cannot
     * @throws PoolException if the JVM cannot be started or does not come up within {@code startTimeout}; the message has its own
     *     words
     */
    public abstract void start();

    /**
     * Waits until the process has ended and everything it printed has been handed on.
     *
     * @throws IllegalStateException if it has not been started, or is no child of this process
     * @throws InterruptedException if the waiting thread is interrupted; the process goes on
     */
    public abstract void join() throws InterruptedException;

    /**
     * Waits until the process has ended, or the time is over.
     *
     * @param timeout how long to wait at most
     * @return whether it has ended
     * @throws IllegalStateException if it has not been started, or is no child of this process
     * @throws InterruptedException if the waiting thread is interrupted; the process goes on
     */
    public abstract boolean join(Duration timeout) throws InterruptedException;

    /** {@return whether it has been started and its end has not been seen} */
    public abstract boolean isAlive();

    /** {@return its exit code, 128 + n if signal n has ended it; empty until it has ended} */
    public abstract OptionalInt exitCode();

    /**
     * {@return its process id, also after its end}
     *
     * @throws IllegalStateException if it has not been started
     */
    public abstract long pid();

    /** {@return its name: {@code JvmProcess-1}, {@code JvmProcess-1:1} for the first child of that one, or as it was set} */
    public abstract String name();

    /** {@return whether it is terminated when the JVM that started it ends in order} */
    public abstract boolean isDaemon();

    /**
     * Asks the process to end (SIGTERM): its shutdown hooks run. Returns at once. Without effect if it has ended.
     *
     * @throws IllegalStateException if it has not been started, or is no child of this process
     */
    public abstract void terminate();

    /**
     * Ends the process by force (SIGKILL). Returns at once. Without effect if it has ended.
     *
     * @throws IllegalStateException if it has not been started, or is no child of this process
     */
    public abstract void kill();

    /**
     * Waits until the process has ended; a daemon is {@linkplain #terminate() terminated} first. If the waiting thread is
     * interrupted, the process is {@linkplain #kill() killed} and the interrupt flag kept.
     *
     * <p>Without effect if it has not been started, has ended, or is no child of this process. What can be asked of a process can be
     * asked after {@code close()} too. (Python's {@code close()} refuses to close a running process, which would make a
     * {@code try} block throw at its end.)
     */
    @Override
    public abstract void close();

    /**
     * {@return a future that completes with this process when {@link #join()} would return} It may be asked for before the start;
     * cancelling it does nothing to the process.
     *
     * @throws IllegalStateException if it is no child of this process
     */
    public abstract CompletableFuture<JvmProcess> onExit();

    /** Sets the options of a process; every one has a default, all are checked in {@link #build()}. To be used by one thread. */
    public static final class Builder {
        private final VoidTask task;
        private Optional<String> name = Optional.empty();
        private boolean daemon;
        private List<String> jvmArgs = List.of();
        private Map<String, String> environment = Map.of();
        private Optional<String> maxHeap = Optional.empty();
        private Optional<List<Path>> classPath = Optional.empty();
        private Optional<Path> javaHome = Optional.empty();
        private Optional<Path> directory = Optional.empty();
        private WorkerOutput output = WorkerOutput.inherit();
        private Duration startTimeout = Duration.ofSeconds(30);

        private Builder(VoidTask task) {
            this.task = task;
        }

        /**
         * Sets {@code name}.
         *
         * @param name the name of the process; default {@code JvmProcess-1}, {@code JvmProcess-2}, …
         * @return this
         */
        public Builder name(String name) {
            this.name = Optional.of(name);
            return this;
        }

        /**
         * Sets {@code daemon}.
         *
         * @param daemon whether the process is terminated, and not waited for, when this JVM ends in order; default false
         * @return this
         */
        public Builder daemon(boolean daemon) {
            this.daemon = daemon;
            return this;
        }

        /**
         * Sets {@code jvmArgs}.
         *
         * @param args more arguments for the process's {@code java}; they win over the library's own
         * @return this
         */
        public Builder jvmArgs(String... args) {
            this.jvmArgs = List.of(args);
            return this;
        }

        /**
         * Sets {@code environment}.
         *
         * @param variables environment variables set in the process beside the inherited ones
         * @return this
         */
        public Builder environment(Map<String, String> variables) {
            this.environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Sets {@code maxHeap}.
         *
         * @param size the heap limit as {@code -Xmx} takes it, such as {@code 512m}; default: a quarter of the memory
         * @return this
         */
        public Builder maxHeap(String size) {
            this.maxHeap = Optional.of(size);
            return this;
        }

        /**
         * Sets {@code classPath}.
         *
         * @param entries the class path of the process instead of this JVM's; classes not found on it still come from this JVM
         * @return this
         */
        public Builder classPath(Path... entries) {
            this.classPath = Optional.of(List.of(entries));
            return this;
        }

        /**
         * Sets {@code javaHome}.
         *
         * @param home the Java installation that runs the process; default: this JVM's own
         * @return this
         */
        public Builder javaHome(Path home) {
            this.javaHome = Optional.of(home);
            return this;
        }

        /**
         * Sets {@code directory}.
         *
         * @param directory where the library makes its private directory; default: shared memory if there is room, else the
         *     temporary directory
         * @return this
         */
        public Builder directory(Path directory) {
            this.directory = Optional.of(directory);
            return this;
        }

        /**
         * Sets {@code output}.
         *
         * @param output where the prints go; default {@link WorkerOutput#inherit()}. The process's name is the worker's name, the
         *     pool's is empty
         * @return this
         */
        public Builder output(WorkerOutput output) {
            this.output = Objects.requireNonNull(output, "output");
            return this;
        }

        /**
         * Sets {@code startTimeout}.
         *
         * @param timeout how long the JVM may take to come up; default 30 s
         * @return this
         */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * {@return the process, not started}
         *
         * @throws IllegalArgumentException if an option is out of its range; the message names option, value and range
         */
        public JvmProcess build() {
            PoolConfig config = config();
            return new ChildProcess(Identity.ofNextChild(name, daemon), task, config);
        }

        /** An OutOfMemoryError is the program's own affair, as in any Java program; in a worker of a pool it is not. */
        private List<String> arguments() {
            List<String> arguments = new ArrayList<>();
            arguments.add("-XX:-ExitOnOutOfMemoryError");
            arguments.addAll(jvmArgs);
            return arguments;
        }

        private PoolConfig config() {
            return new PoolConfig(
                    1,
                    0,
                    0,
                    Optional.empty(),
                    OptionalInt.empty(),
                    maxHeap,
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Duration.ZERO,
                    startTimeout,
                    PoolConfig.HEARTBEAT,
                    name,
                    arguments(),
                    classPath,
                    javaHome,
                    environment,
                    directory,
                    output,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }
}
