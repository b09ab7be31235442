package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Decoder;
import io.github.jvmpool.wire.Message;
import io.github.jvmpool.wire.ProtocolException;
import io.github.jvmpool.wire.SharedFile;
import io.github.jvmpool.wire.SlotWord;
import io.github.jvmpool.wire.Source;

/**
 * The only task of a JVM that is no worker of a pool: runs on the main thread, and what it throws is thrown on by {@code main}. So the
 * JVM ends as any Java program does: other threads are waited for, shutdown hooks run, the exit code is the JVM's own.
 *
 * <p>What comes over the link: the number in its default name, whether it is a daemon, how its function is encoded, the function.
 */
final class MainProgram {
    private static final String LIBRARY = "io.github.jvmpool.";
    private static final int MOST_CAUSES = 16;

    private final Source task;
    private final FunctionTable functions;
    private final Decoder decoder;
    private final Invoker invoker;
    private final Invoker.Self self;
    private final LineOutput[] outputs;
    private final Outbox outbox;
    private final Running running;
    private final LinkThread link;

    MainProgram(
            Source task,
            FunctionTable functions,
            Decoder decoder,
            Invoker invoker,
            Invoker.Self self,
            LineOutput[] outputs,
            Outbox outbox,
            Running running,
            LinkThread link) {
        this.task = task;
        this.functions = functions;
        this.decoder = decoder;
        this.invoker = invoker;
        this.self = self;
        this.outputs = outputs;
        this.outbox = outbox;
        this.running = running;
        this.link = link;
    }

    /** Runs the task; what it throws has its header on {@code System.err} already. */
    void run() throws Throwable {
        // Never ends: the link thread attends to the doorbell as long as this JVM lives.
        running.begin(SlotWord.running(SharedFile.SLOTS, 0, 0));
        link.wake();
        Runtime.getRuntime().addShutdownHook(new Ending(outputs, outbox, link));
        try {
            invoker.beginMain(self, Decoder.string(task), task.int8() != 0);
            Object function = task.int8() != 0 ? functions.function(task.int32(), task, decoder) : decoder.value(task);
            if (function == null) throw new ProtocolException("no function");
            Thread.currentThread().setContextClassLoader(functions.contextOf(function));
            invoker.runHook(function);
        } catch (Throwable e) {
            System.err.println("Process " + self.name() + ":");
            Throwable each = e;
            for (int i = 0; each != null && i < MOST_CAUSES; i++, each = each.getCause()) cutBelowTask(each);
            throw e;
        }
    }

    /** Takes the library's own frames off the end of a stack trace. */
    private static void cutBelowTask(Throwable thrown) {
        StackTraceElement[] frames = thrown.getStackTrace();
        int end = frames.length;
        while (end > 0 && isInternal(frames[end - 1].getClassName())) end--;
        if (end == 0 || end == frames.length) return;
        StackTraceElement[] kept = new StackTraceElement[end];
        System.arraycopy(frames, 0, kept, 0, end);
        thrown.setStackTrace(kept);
    }

    private static boolean isInternal(String className) {
        return className.startsWith(LIBRARY + "worker.") || className.equals(LIBRARY + "WorkerMain");
    }

    /** Sends what has no line end when the JVM ends; what other hooks print after it is sent as it is printed. */
    private static final class Ending extends Thread {
        private final LineOutput[] outputs;
        private final Outbox outbox;
        private final LinkThread link;

        Ending(LineOutput[] outputs, Outbox outbox, LinkThread link) {
            super("jvmpool-ending");
            this.outputs = outputs;
            this.outbox = outbox;
            this.link = link;
        }

        @Override
        public void run() {
            link.leaveDoorbell();
            byte[] ending = {1, 0, 0, 0, Message.ENDING};
            outbox.send(ending, ending.length);
            for (LineOutput output : outputs) output.endsSoon();
        }
    }
}
