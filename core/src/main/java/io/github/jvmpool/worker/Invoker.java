package io.github.jvmpool.worker;

import io.github.jvmpool.wire.Fallback;
import io.github.jvmpool.wire.Source;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the packages above supply to a worker: how the kinds of functions are invoked, and what tasks see of their worker. */
public interface Invoker {
    /** {@return how many values an item has for this kind of call} */
    int arity(int callKind);

    /** Calls {@code fn} with as many of the arguments as the kind takes. */
    @Nullable
    Object invoke(int callKind, Object fn, @Nullable Object a, @Nullable Object b, @Nullable Object c) throws Exception;

    /** Called once, before anything else, with what tasks may ask of this worker. */
    void begin(Self self);

    /** {@return the adapter of the serializer that the pool was given} */
    Fallback fallback(Object serializer);

    /** Runs an initializer or finalizer, or the task of a JVM that has but one. */
    void runHook(Object hook) throws Exception;

    /** Called before the task of a JVM that has but one, with the end of its default name and whether it is a daemon. */
    void beginMain(Self self, String number, boolean daemon);

    /** Called at an orderly end, after the finalizer. */
    void end();

    /** What tasks may ask of this worker. */
    interface Self {
        /** {@return the worker's name} */
        String name();

        /** {@return its process id} */
        long pid();

        /** {@return the name of its pool, empty if it is no pool's} */
        String poolName();

        /** {@return the name of the process that started it} */
        String callerName();

        /** {@return how many tasks it has finished} */
        long tasksDone();

        /**
         * Asks the caller where the first JVM of the family keeps objects that are shared.
         *
         * @throws IOException if it cannot tell
         */
        Source home() throws IOException;

        /**
         * {@return the class of that name that any loader of the caller has}
         *
         * @throws IOException if the caller cannot be asked
         * @throws ClassNotFoundException if none has
         */
        Class<?> find(String name) throws IOException, ClassNotFoundException;

        /** Tells the caller how far the running task has come. */
        void report(long done, long total, @Nullable String message);
    }
}
