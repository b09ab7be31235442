package io.github.jvmpool.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the workers of a pool are started.
 *
 * @param javaHome the Java installation
 * @param classPath the workers' class path, beside the library itself
 * @param jvmArgs the user's arguments, which win over the library's
 * @param environment variables set beside the inherited ones
 * @param maxHeap the heap limit, as {@code -Xmx} takes it
 * @param processes how many workers there may be, for fair shares
 * @param mainClass the class that runs a worker
 */
public record LaunchOptions(
        Path javaHome,
        List<Path> classPath,
        List<String> jvmArgs,
        Map<String, String> environment,
        Optional<String> maxHeap,
        int processes,
        String mainClass) {}
