/** Pools of worker JVMs: Python's multiprocessing for Java. */
module io.github.jvmpool {
    // Annotations for the compiler. Not transitive: users' modules would have to have JSpecify to compile.
    requires static org.jspecify;
    requires jdk.net;

    exports io.github.jvmpool;
    exports io.github.jvmpool.shared;

    uses io.github.jvmpool.ClassBytesSource;
}
