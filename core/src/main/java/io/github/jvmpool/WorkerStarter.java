package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.LaunchOptions;
import io.github.jvmpool.launch.LibraryLocation;
import io.github.jvmpool.launch.NativeText;
import io.github.jvmpool.launch.PoolDirectory;
import io.github.jvmpool.launch.WorkerJvm;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starts the workers of a pool, each on the thread that then receives from it, and sees each to its end.
 *
 * <p>A link's thread: start the process, receive until its pipe ends, wait for its exit code, receive what is left, report.
 */
final class WorkerStarter {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    /** How long the process may take to end after its pipe has. */
    private static final long END_MILLIS = 500;

    /** How long its pipes may take to end after the process has. */
    private static final long PIPE_MILLIS = 200;

    private final PoolConfig config;
    private final String poolName;
    private final LinkOwner owner;
    private final PoolDirectory directory;
    private final Encoded setup;
    private final boolean hasSetup;

    /** Guarded by this. */
    private @Nullable Prepared prepared;

    /** Links whose worker has run its initializer, and failures of those whose has not. */
    private final Map<Link, Optional<Throwable>> readiness = new ConcurrentHashMap<>();

    /** What all workers of a pool share. */
    private record Prepared(LaunchOptions options, String argumentFile) {}

    /**
     * Prepares nothing that takes time.
     *
     * @throws ShippingException if initializer, finalizer or serializer cannot travel
     */
    WorkerStarter(PoolConfig config, String poolName, LinkOwner owner) {
        this.config = config;
        this.poolName = poolName;
        this.owner = owner;
        this.directory = new PoolDirectory(config.directory());
        this.hasSetup = config.initializer().isPresent()
                || config.finalizer().isPresent()
                || config.serializer().isPresent();
        this.setup = encodeSetup(config);
    }

    private static Encoded encodeSetup(PoolConfig config) {
        Encoder out = new Encoder(CallerLoaders.shared());
        encode("serializer", config.serializer().orElse(null), out);
        encode("initializer", config.initializer().orElse(null), out);
        encode("finalizer", config.finalizer().orElse(null), out);
        return out.finish();
    }

    private static void encode(String option, @Nullable Object value, Encoder out) {
        try {
            out.value(value);
        } catch (ShippingFailure e) {
            throw new ShippingException(
                    "the " + option + " cannot be sent to a worker: " + e.getMessage(), e.getCause());
        }
    }

    private synchronized Prepared prepare() throws IOException {
        if (prepared != null) return prepared;
        Path path = directory.path();
        LaunchOptions options = new LaunchOptions(
                config.javaHome().orElse(Path.of(System.getProperty("java.home"))),
                config.classPath().orElse(LibraryLocation.classPath()),
                config.jvmArgs(),
                config.environment(),
                config.maxHeap(),
                config.processes(),
                WorkerMain.class.getName());
        String file = WorkerJvm.writeArguments(options, List.of(LibraryLocation.find(path)), path);
        prepared = new Prepared(options, file);
        return prepared;
    }

    /** Starts a worker. Returns at once. */
    void start(Link link) {
        thread(link).start();
    }

    /** {@return the link's thread, a daemon unless told otherwise, which starts the worker when it is started itself} */
    Thread thread(Link link) {
        return Threads.daemon(threadName(link), () -> live(link));
    }

    private String threadName(Link link) {
        return poolName.isEmpty() ? link.name : poolName + " " + link.name;
    }

    private void live(Link link) {
        WorkerJvm jvm;
        try {
            Prepared ready = prepare();
            jvm = WorkerJvm.start(
                    ready.options,
                    directory,
                    ready.argumentFile,
                    link.name,
                    poolName,
                    Identity.own().name());
        } catch (IOException | RuntimeException | Error e) {
            owner.neverStarted(link, e);
            return;
        }
        link.attach(jvm);
        link.sender.add(Message.SETUP, setup);
        Outputs outputs = new Outputs(config.output(), owner, link, owner.helpers());
        NativeText out = new NativeText(line -> outputs.print(line + "\n", false, true));
        NativeText err = new NativeText(line -> outputs.print(line + "\n", true, true));
        Receiver receiver = new Receiver(owner, link, jvm, decoder(), outputs, out);
        Thread stderr = Threads.daemon(threadName(link) + " stderr", () -> drain(jvm, err));
        stderr.start();
        Ending ending = new Ending(link, jvm, receiver, stderr, out, err, outputs);
        jvm.process().onExit().thenRun(() -> Threads.helpers().execute(() -> exited(ending)));
        owner.attached(link);

        Optional<WorkerEnd.Forced> violation = Optional.empty();
        try {
            receiver.run();
        } catch (ProtocolException e) {
            violation = Optional.of(violation(e));
        }
        if (ending.begin()) end(ending, violation, true);
    }

    /** What has to do with the end of one worker. */
    private record Ending(
            Link link,
            WorkerJvm jvm,
            Receiver receiver,
            Thread stderr,
            NativeText out,
            NativeText err,
            Outputs outputs,
            AtomicBoolean begun) {
        Ending(
                Link link,
                WorkerJvm jvm,
                Receiver receiver,
                Thread stderr,
                NativeText out,
                NativeText err,
                Outputs outputs) {
            this(link, jvm, receiver, stderr, out, err, outputs, new AtomicBoolean());
        }

        /** {@return whether the caller of this method is the one to see to it} */
        boolean begin() {
            return begun.compareAndSet(false, true);
        }
    }

    /**
     * Sees a worker to its end.
     *
     * @param pipeEnded whether its pipe has ended, so that no more text comes from there
     */
    private void end(Ending ending, Optional<WorkerEnd.Forced> known, boolean pipeEnded) {
        Optional<WorkerEnd.Forced> violation = known;
        owner.takeOut(ending.link);
        int exitCode = awaitExit(ending.jvm);
        try {
            if (violation.isEmpty()) ending.receiver.receiveRest();
        } catch (ProtocolException e) {
            violation = Optional.of(violation(e));
        }
        join(ending.stderr);
        if (pipeEnded) ending.out.finish();
        conclude(ending, exitCode, violation);
    }

    private Decoder decoder() {
        return new Decoder(
                CallerLoaders.shared(),
                config.deserializationFilter().orElse(DefaultFilter.INSTANCE),
                config.serializer().map(SerializerFallback::new).orElse(null));
    }

    private static WorkerEnd.Forced violation(ProtocolException e) {
        return new WorkerEnd.Forced(
                WorkerLostException.Reason.UNRESPONSIVE, "broke the protocol and was killed: " + e.getMessage());
    }

    /**
     * The process has ended. Its pipe has too, and the link's thread sees to the rest, unless a process that it started holds the
     * other end: then that thread may be stuck in the pipe for as long as that process lives.
     */
    private void exited(Ending ending) {
        owner.takeOut(ending.link);
        Threads.after(TimeUnit.MILLISECONDS.toNanos(PIPE_MILLIS), () -> {
            if (ending.begin()) Threads.helpers().execute(() -> end(ending, Optional.empty(), false));
        });
    }

    private static void drain(WorkerJvm jvm, NativeText text) {
        byte[] bytes = new byte[8192];
        try (InputStream stderr = jvm.process().getErrorStream()) {
            for (int count = stderr.read(bytes); count >= 0; count = stderr.read(bytes)) text.feed(bytes, count);
        } catch (IOException closed) {
            // The JDK closes the pipe when the process has ended; what was in it has been read.
            text.finish();
            return;
        }
        text.finish();
    }

    private static int awaitExit(WorkerJvm jvm) {
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    if (!jvm.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS))
                        jvm.process().destroyForcibly();
                    return jvm.process().waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PIPE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void conclude(Ending ending, int exitCode, Optional<WorkerEnd.Forced> violation) {
        Link link = ending.link;
        try {
            ending.jvm.unlink();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot delete a file of " + poolName, e);
        }
        long lastWords = ending.jvm.file().lastWords();
        WorkerEnd end = WorkerEnd.of(
                owner.info(link),
                exitCode,
                violation.isPresent() ? violation : owner.forced(link),
                lastWords,
                ending.out.tail() + ending.err.tail(),
                ending.outputs.errorTail(),
                reports());
        Runnable last = () -> {
            owner.gone(link, end, lastWords == LastWords.STOPPED);
            readiness.remove(link);
        };
        // What it printed comes before the news of its end, unless nobody is to wait for that.
        if (ending.outputs.idle() || owner.isTerminating()) last.run();
        else ending.outputs.execute(last);
    }

    private Optional<Path> reports() {
        try {
            return Optional.of(directory.path());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Notes that a worker has run its initializer. */
    void isReady(Link link) {
        readiness.put(link, Optional.empty());
    }

    /** Notes why a worker's initializer failed. */
    void initializerFailed(Link link, Throwable failure) {
        readiness.put(link, Optional.of(failure));
    }

    boolean wasReady(Link link) {
        Optional<Throwable> known = readiness.get(link);
        return known != null && known.isEmpty();
    }

    /** {@return why a worker did not come up} */
    Throwable failure(Link link, WorkerEnd end) {
        Optional<Throwable> known = readiness.get(link);
        if (known != null && known.isPresent()) return known.get();
        return new PoolException("a worker did not come up: " + end.text(), null);
    }

    /** {@return whether a worker has anything to run before its first task} */
    boolean hasSetup() {
        return hasSetup;
    }

    /** The pool has ended. */
    void end() {
        directory.delete();
    }
}
