/** Pools of worker JVMs: Python's multiprocessing for Java. */
module io.github.jvmpool {
    // Annotations for the compiler. Not transitive: users' modules would have to have JSpecify to compile.
    requires static org.jspecify;
    // For workers, which run on the class path; without it they lack one convenience.
    requires static jdk.unsupported;
    requires jdk.net;

    exports io.github.jvmpool;
    exports io.github.jvmpool.shared;

    uses io.github.jvmpool.ClassBytesSource;
}
