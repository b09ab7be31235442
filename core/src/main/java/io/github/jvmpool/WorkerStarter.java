package io.github.jvmpool;

import io.github.jvmpool.launch.CallerLoaders;
import io.github.jvmpool.launch.CrashReports;
import io.github.jvmpool.launch.Daemons;
import io.github.jvmpool.launch.LaunchOptions;
import io.github.jvmpool.launch.LibraryLocation;
import io.github.jvmpool.launch.NativeText;
import io.github.jvmpool.launch.PoolDirectory;
import io.github.jvmpool.launch.WorkerJvm;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.DefaultFilter;
import io.github.jvmpool.wire.Encoded;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.ShippingFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starts the workers of a pool, each on the thread that then receives from it, and sees each to its end.
 *
 * <p>A link's thread: start the process, receive until its pipe ends, wait for its exit code, receive what is left, report. If a process
 * that the worker started keeps the pipe open, a helper does what comes after the worker's end.
 */
final class WorkerStarter implements Starter {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");

    /** How long the process may take to end after its pipe has, and its stderr to end after the process. */
    private static final long END_MILLIS = 500;

    /** How long the pipe may take to end after the process has. */
    private static final long PIPE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** The default of {@code maxThreads}. */
    private static final int MAX_THREADS = 1000;

    private final PoolConfig config;
    private final String poolName;
    private final LinkOwner owner;
    private final PoolDirectory directory;

    /** Keeps the clock's thread alive: it tells that a worker's own thread cannot be started. */
    private final Future<?> clock = Daemons.after(Long.MAX_VALUE / 2, () -> {});

    private final Encoded setup;

    /** Guarded by this. */
    private @Nullable Prepared prepared;

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
        this.setup = encodeSetup(config);
    }

    private static Encoded encodeSetup(PoolConfig config) {
        Encoder out = new Encoder(CallerLoaders.shared());
        encode("serializer", config.serializer().orElse(null), out);
        encode("initializer", config.initializer().orElse(null), out);
        encode("finalizer", config.finalizer().orElse(null), out);
        out.int32(config.maxOpenFiles().orElseGet(OpenFiles::fairShare));
        out.int32(config.maxThreads().orElse(MAX_THREADS));
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
        try {
            prepared = prepare(directory.path());
        } catch (IOException noRoom) {
            Path other = directory.fallback();
            if (other == null) throw noRoom;
            prepared = prepare(other);
        }
        return prepared;
    }

    private Prepared prepare(Path path) throws IOException {
        LaunchOptions options = new LaunchOptions(
                config.javaHome().orElse(Path.of(System.getProperty("java.home"))),
                config.classPath().orElse(LibraryLocation.classPath()),
                config.jvmArgs(),
                config.environment(),
                config.maxHeap(),
                config.processes(),
                WorkerMain.class.getName());
        String file = WorkerJvm.writeArguments(options, List.of(LibraryLocation.find(path)), path);
        return new Prepared(options, file);
    }

    @Override
    public void start(Link link) {
        Thread thread = Daemons.thread(threadName(link), () -> live(link));
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            Daemons.after(0, () -> owner.neverStarted(link, noThread)); // who starts it may hold locks
        }
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
        link.attach(jvm, setup);
        new Life(link, jvm).live();
    }

    /** A worker's process while it is there, and how its end is found out. */
    private final class Life {
        private final Link link;
        private final WorkerJvm jvm;
        private final Outputs outputs;
        private final NativeText out;
        private final NativeText err;
        private final Receiver receiver;
        private final Thread stderr;
        private final AtomicBoolean concluded = new AtomicBoolean();

        Life(Link link, WorkerJvm jvm) {
            this.outputs = new Outputs(config.output(), owner, link, owner.helpers());
            this.link = link;
            this.jvm = jvm;
            this.out = new NativeText(this::printed);
            this.err = new NativeText(line -> outputs.print(line + "\n", true, true));
            this.receiver = new Receiver(owner, link, jvm, decoder(), outputs, out);
            this.stderr = Daemons.thread(threadName(link) + " stderr", () -> drain(jvm, err));
        }

        private void printed(String line) {
            outputs.print(line + "\n", false, true);
            // The task may have swallowed the error that goes with it.
            if (LackOfMemory.isThreadWarning(line)) owner.wornOut(link, "could not start a thread");
        }

        /** Receives until the pipe ends. */
        void live() {
            stderr.start();
            jvm.process().onExit().thenRun(() -> Daemons.helpers().execute(this::exited));
            owner.attached(link);
            Optional<WorkerEnd.Forced> violation = Optional.empty();
            try {
                receiver.run();
            } catch (ProtocolException e) {
                violation = Optional.of(violation(e));
                jvm.kill();
            }
            out.finish();
            conclude(violation);
        }

        /** The process has ended. Its pipe has too, unless a process that it started holds the other end. */
        private void exited() {
            owner.takeOut(link);
            Daemons.after(PIPE_NANOS, () -> Daemons.helpers().execute(() -> conclude(Optional.empty())));
        }

        /** Called by the link's thread when the pipe has ended, and by a helper when it should have; who comes first does it. */
        private void conclude(Optional<WorkerEnd.Forced> violation) {
            if (!concluded.compareAndSet(false, true)) return;
            owner.takeOut(link);
            int exitCode = awaitExit(jvm);
            Optional<WorkerEnd.Forced> why = violation;
            try {
                if (why.isEmpty()) receiver.receiveRest();
            } catch (ProtocolException e) {
                why = Optional.of(violation(e));
            }
            join(stderr);
            report(link, jvm, exitCode, why, out.tail() + err.tail(), outputs);
        }
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
                    if (!jvm.process().waitFor(END_MILLIS, TimeUnit.MILLISECONDS)) jvm.kill();
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
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(
            Link link,
            WorkerJvm jvm,
            int exitCode,
            Optional<WorkerEnd.Forced> violation,
            String nativeText,
            Outputs outputs) {
        try {
            jvm.unlink();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot delete a file of " + poolName, e);
        }
        long lastWords = jvm.file().lastWords();
        WorkerEnd end = WorkerEnd.of(
                owner.info(link),
                exitCode,
                violation.isPresent() ? violation : owner.forced(link),
                lastWords,
                jvm.file().lastText(),
                nativeText,
                outputs.errorTail(),
                reports());
        if (end.reason() == WorkerLostException.Reason.CRASHED) reports().ifPresent(CrashReports::keepNewest);
        Runnable last = () -> owner.gone(link, end, lastWords == LastWords.STOPPED);
        // What it printed comes before the news of its end, unless nobody is to wait for that.
        if (outputs.idle() || owner.isTerminating()) last.run();
        else outputs.executeLast(last);
    }

    private Optional<Path> reports() {
        try {
            return Optional.of(directory.path());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    @Override
    public void end() {
        clock.cancel(false);
        directory.delete();
    }
}
