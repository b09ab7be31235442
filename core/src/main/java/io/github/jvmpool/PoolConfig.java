package io.github.jvmpool;

import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The options of a pool, as {@link Pool.Builder} collected them; checked here, in one place. */
record PoolConfig(
        int processes,
        int minProcesses,
        int spares,
        Optional<Duration> idleTimeout,
        OptionalInt maxTasksPerChild,
        Optional<String> maxHeap,
        OptionalLong maxResidentMemory,
        OptionalInt maxOpenFiles,
        OptionalInt maxThreads,
        Optional<Duration> timeout,
        Duration killGrace,
        Duration startTimeout,
        Duration heartbeat,
        Optional<String> name,
        List<String> jvmArgs,
        Optional<List<Path>> classPath,
        Optional<Path> javaHome,
        Map<String, String> environment,
        Optional<Path> directory,
        WorkerOutput output,
        int maxPending,
        Optional<Serializer> serializer,
        Optional<ObjectInputFilter> deserializationFilter,
        Optional<PoolListener> listener,
        Optional<VoidTask> initializer,
        Optional<VoidTask> finalizer) {

    /** The default of {@code heartbeat}. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    PoolConfig {
        Checks.atLeast("processes", processes, 1);
        Checks.atLeast("minProcesses", minProcesses, 0);
        if (minProcesses > processes)
            throw new IllegalArgumentException(
                    "minProcesses must be at most processes (" + processes + "), was " + minProcesses);
        Checks.atLeast("spares", spares, 0);
        idleTimeout.ifPresent(value -> Checks.positive("idleTimeout", value));
        maxTasksPerChild.ifPresent(value -> Checks.atLeast("maxTasksPerChild", value, 1));
        maxHeap.ifPresent(PoolConfig::checkHeap);
        maxResidentMemory.ifPresent(value -> Checks.atLeast("maxResidentMemory", value, 1L << 20));
        if (maxResidentMemory.isPresent() && !ResidentMemory.isKnown())
            throw new UnsupportedOperationException("maxResidentMemory cannot be watched on "
                    + System.getProperty("os.name") + ": it takes /proc. Limit the heap with maxHeap(…) instead");
        maxOpenFiles.ifPresent(value -> Checks.atLeast("maxOpenFiles", value, 1));
        maxThreads.ifPresent(value -> Checks.atLeast("maxThreads", value, 1));
        timeout.ifPresent(value -> Checks.positive("timeout", value));
        Checks.notNegative("killGrace", killGrace);
        Checks.positive("startTimeout", startTimeout);
        Checks.positive("heartbeat", heartbeat);
        name.ifPresent(value -> {
            if (value.isBlank()) throw new IllegalArgumentException("name must not be blank, was \"" + value + "\"");
        });
        Checks.atLeast("maxPending", maxPending, 1);
        javaHome.ifPresent(PoolConfig::checkJavaHome);
        environment.forEach(PoolConfig::checkVariable);
    }

    private static void checkHeap(String size) {
        if (!size.matches("[1-9][0-9]{0,15}[kKmMgGtT]?"))
            throw new IllegalArgumentException(
                    "maxHeap must be a number with k, m or g behind it, such as 512m, was \"" + size + "\"");
    }

    private static void checkJavaHome(Path home) {
        if (!JavaCommand.exists(home))
            throw new IllegalArgumentException("javaHome must be a Java installation with bin/java, was " + home);
    }

    private static void checkVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0)
            throw new IllegalArgumentException(
                    "environment must have names without '=' and neither names nor values with NUL, was " + name);
    }
}
