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
