package io.github.jvmpool.worker;

/** Loads what the first task needs while another thread maps the shared file. */
final class Preload {
    private static final String[] CLASSES = {
        "io.github.jvmpool.worker.TaskLoop",
        "io.github.jvmpool.worker.Inbox",
        "io.github.jvmpool.worker.Outbox",
        "io.github.jvmpool.worker.LineOutput",
        "io.github.jvmpool.worker.Running",
        "io.github.jvmpool.worker.LinkThread",
        "io.github.jvmpool.worker.FunctionTable",
        "io.github.jvmpool.worker.WorkerLoaders",
        "io.github.jvmpool.worker.ErrorWriter",
        "io.github.jvmpool.wire.Encoder",
        "io.github.jvmpool.wire.Decoder",
        "io.github.jvmpool.wire.FastReader",
        "io.github.jvmpool.wire.FastWriter",
        "io.github.jvmpool.wire.ChunkHeader",
        "io.github.jvmpool.wire.ShapeData",
        "io.github.jvmpool.wire.SlotWord",
        "io.github.jvmpool.wire.PlainData",
        "io.github.jvmpool.wire.ClassBundle",
        "io.github.jvmpool.wire.PrimitiveTypes",
        "io.github.jvmpool.wire.EncodedArray",
        "io.github.jvmpool.worker.Doorbell",
        "io.github.jvmpool.worker.CallerQuestions",
        "io.github.jvmpool.worker.SessionVariables",
        "io.github.jvmpool.worker.FunctionTable$Function",
        "io.github.jvmpool.worker.Inbox$Letter",
        "io.github.jvmpool.worker.OutOfMemory",
        "io.github.jvmpool.worker.LeakWatch",
        "java.lang.invoke.SerializedLambda",
    };

    private Preload() {}

    static void run() {
        for (String name : CLASSES) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("the library is not whole", e);
            }
        }
    }
}
