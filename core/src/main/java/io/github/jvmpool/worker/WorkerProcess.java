package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.ClassRequest;
import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Encoder;
import io.github.jvmpool.wire.LastWords;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.Source;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The life of a worker: reads from stdin where the shared file is, maps it, takes the pipes for itself, works until it is told to
 * stop, and halts. One that is no pool's runs one task and then ends like a Java program.
 */
public final class WorkerProcess {
    private WorkerProcess() {}

    /**
     * Runs a worker on this thread, the main thread of its JVM. Returns only if it is no pool's and its one task has ended.
     *
     * @param invoker what the packages above supply
     * @throws Throwable what that task threw
     */
    public static void run(Invoker invoker) throws Throwable {
        MainProgram program = untilStopped(invoker);
        if (program != null) program.run();
    }

    private static @Nullable MainProgram untilStopped(Invoker invoker) {
        int exitCode = 0;
        SharedFile[] mapped = new SharedFile[1];
        try {
            MainProgram program = work(invoker, mapped);
            if (program != null) return program;
        } catch (Throwable e) {
            SharedFile file = mapped[0];
            if (file != null) {
                new OutOfMemory(file).leaveIfIn(e);
                file.lastWords(LastWords.INTERNAL_ERROR);
            }
            exitCode = 1;
            e.printStackTrace(new PrintStream(new FileOutputStream(FileDescriptor.err)));
        }
        Runtime.getRuntime().halt(exitCode);
        return null;
    }

    private static @Nullable MainProgram work(Invoker invoker, SharedFile[] mapped)
            throws IOException, InterruptedException {
        FileInputStream stdin = new FileInputStream(FileDescriptor.in);
        Handshake handshake = Handshake.read(stdin);
        MapThread mapping = new MapThread(handshake.path());
        mapping.start();

        // While the file is being mapped: what the first task needs.
        Pipes pipes = Pipes.takeOver(stdin);
        Preload.run();
        SharedFile file = mapping.result();
        mapped[0] = file;

        Doorbell doorbell = new Doorbell(pipes.in(), pipes.out(), file);
        Inbox inbox = new Inbox(file, doorbell);
        Outbox outbox = new Outbox(file, doorbell);
        LineOutput out = new LineOutput(outbox, doorbell, 1);
        LineOutput err = new LineOutput(outbox, doorbell, 2);
        System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, false, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());

        CallerQuestions questions = new CallerQuestions(inbox, outbox, doorbell);
        WorkerLoaders loaders = new WorkerLoaders(new WorkerLoaders.Caller() {
            @Override
            public Source ask(int kind, int loader, String name) throws IOException {
                return questions.ask(kind, loader, name);
            }
        });
        Thread.currentThread().setContextClassLoader(loaders.loader(io.github.jvmpool.wire.ClassLoaders.SYSTEM));
        Running running = new Running(file, Thread.currentThread());
        LinkThread link = new LinkThread(file, doorbell, running);
        LineOutput[] outputs = {out, err};
        FunctionTable functions = new FunctionTable(loaders);
        Decoder decoder = new Decoder(loaders, null, null);
        OutOfMemory memory = new OutOfMemory(file);
        if (!handshake.poolName().isEmpty()) {
            Thread.setDefaultUncaughtExceptionHandler(memory);
            link.ignoreCtrlC();
        }
        TaskLoop loop = new TaskLoop(
                file,
                doorbell,
                inbox,
                outbox,
                outputs,
                running,
                link,
                functions,
                decoder,
                new Encoder(loaders),
                invoker,
                memory);
        link.start();
        Self self = new Self(handshake, loop, running, outbox, doorbell, loaders);
        invoker.begin(self);
        Source task = loop.run();
        return task == null
                ? null
                : new MainProgram(task, functions, decoder, invoker, self, outputs, outbox, running, link);
    }

    /** Maps the shared file while the main thread does other things: it is the dearest step of the start. */
    private static final class MapThread extends Thread {
        private final String path;
        private @Nullable SharedFile file;
        private @Nullable Throwable failure;

        MapThread(String path) {
            super("jvmpool-map");
            this.path = path;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                file = SharedFile.open(path);
            } catch (Throwable e) {
                failure = e;
            }
        }

        SharedFile result() throws IOException, InterruptedException {
            join();
            if (file != null) return file;
            throw new IOException("cannot map " + path, failure);
        }
    }

    /** What tasks may ask of this worker. */
    private static final class Self implements Invoker.Self {
        private final Handshake handshake;
        private final TaskLoop loop;
        private final Running running;
        private final Outbox outbox;
        private final Doorbell doorbell;
        private final WorkerLoaders loaders;

        Self(
                Handshake handshake,
                TaskLoop loop,
                Running running,
                Outbox outbox,
                Doorbell doorbell,
                WorkerLoaders loaders) {
            this.handshake = handshake;
            this.loop = loop;
            this.running = running;
            this.outbox = outbox;
            this.doorbell = doorbell;
            this.loaders = loaders;
        }

        @Override
        public String name() {
            return handshake.workerName();
        }

        @Override
        public long pid() {
            return handshake.pid();
        }

        @Override
        public String poolName() {
            return handshake.poolName();
        }

        @Override
        public String callerName() {
            return handshake.callerName();
        }

        @Override
        public long tasksDone() {
            return loop.tasksDone();
        }

        @Override
        public Class<?> find(String name) throws IOException, ClassNotFoundException {
            return loaders.search(name);
        }

        @Override
        public Source home() throws IOException {
            Source answer = loaders.ask(ClassRequest.HOME, 0, "");
            if (answer.int8() == ClassRequest.BYTES) return answer;
            throw new IOException(Decoder.string(answer));
        }

        @Override
        public void report(long done, long total, @Nullable String message) {
            Encoder encoder = new Encoder(loaders);
            encoder.int32(0);
            encoder.int8(Message.REPORT);
            encoder.int64(running.task());
            encoder.int64(done);
            encoder.int64(total);
            encoder.int8(message == null ? 0 : 1);
            if (message != null) encoder.string(message);
            Bytes.int32(encoder.array(), 0, encoder.position() - 4);
            outbox.send(encoder.array(), encoder.position());
            doorbell.ringIfAsleep();
        }
    }
}
