package io.github.jvmpool;

import io.github.jvmpool.home.Family;
import io.github.jvmpool.wire.Fallback;
import io.github.jvmpool.wire.Source;
import io.github.jvmpool.worker.Invoker;
import io.github.jvmpool.worker.WorkerProcess;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a worker JVM begins: binds the worker to the public types that the packages below do not know. */
final class WorkerMain implements Invoker {
    private WorkerMain() {}

    /** Runs a worker, or the task of a {@link JvmProcess}; whoever started it tells it over stdin what it must know. */
    public static void main(String[] args) throws Throwable {
        WorkerProcess.run(new WorkerMain());
    }

    @Override
    public int arity(int callKind) {
        return CallKind.ofWire(callKind).arity;
    }

    @Override
    public @Nullable Object invoke(int callKind, Object fn, @Nullable Object a, @Nullable Object b, @Nullable Object c)
            throws Exception {
        return CallKind.ofWire(callKind).invoke(fn, a, b, c);
    }

    @Override
    public void begin(Self self) {
        Family.startedBy(new Starter(self));
        if (self.poolName().isEmpty()) return; // no worker, but a process of its own
        Identity.is(new Identity(self.poolName() + ' ' + self.name(), "", true, self.callerName()));
        TaskContext.setForProcess(new ProcessContext(self));
    }

    @Override
    public void beginMain(Self self, String number, boolean daemon) {
        Identity.is(new Identity(self.name(), number, daemon, self.callerName()));
    }

    @Override
    public Fallback fallback(Object serializer) {
        return new SerializerFallback((Serializer) serializer);
    }

    @Override
    public void runHook(Object hook) throws Exception {
        ((VoidTask) hook).run();
    }

    @Override
    public void end() {
        WorkerLocal.closeAll();
    }

    /** Reaches the JVM that started this one. */
    private static final class Starter implements Family.Parent {
        private final Self self;

        Starter(Self self) {
            this.self = self;
        }

        @Override
        public Class<?> find(String name) throws IOException, ClassNotFoundException {
            return self.find(name);
        }

        @Override
        public Source home() throws IOException {
            return self.home();
        }
    }

    /** What every thread of this JVM sees of its worker. */
    private static final class ProcessContext extends TaskContext {
        private final Self self;

        ProcessContext(Self self) {
            this.self = self;
        }

        @Override
        Optional<WorkerInfo> worker() {
            return Optional.of(new WorkerInfo(self.name(), self.pid(), self.poolName(), self.tasksDone()));
        }

        @Override
        void report(long done, long total, @Nullable String message) {
            self.report(done, total, message);
        }
    }
}
