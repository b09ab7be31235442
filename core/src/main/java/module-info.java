/** Pools of worker JVMs: Python's multiprocessing for Java. */
module io.github.jvmpool {
    requires static org.jspecify;

    exports io.github.jvmpool;

    uses io.github.jvmpool.ClassBytesSource;
}
