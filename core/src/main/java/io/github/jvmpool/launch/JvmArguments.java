package io.github.jvmpool.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/** The arguments of a worker's {@code java}. The user's come last and so win. */
final class JvmArguments {
    private JvmArguments() {}

    static List<String> of(LaunchOptions options, List<Path> library, Path directory) {
        List<String> arguments = new ArrayList<>();
        if (options.jvmArgs().stream().noneMatch(JvmArguments::choosesCollector)) {
            // The smallest and quickest to start. Strip mining gives counted loops a safepoint, without which the end
            // of the caller
            // would go unnoticed in them.
            arguments.add("-XX:+UseSerialGC");
            arguments.add("-XX:+UseCountedLoopSafepoints");
            arguments.add("-XX:LoopStripMiningIter=1000");
        }
        arguments.add("-XX:-UsePerfData");
        arguments.add("-Xshare:auto");
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        if (dumpsCore()) arguments.add("-XX:-CreateCoredumpOnCrash");
        arguments.addAll(CrashReports.arguments(directory));
        arguments.add("-XX:ActiveProcessorCount=" + fairProcessors(options.processes()));
        arguments.add(options.maxHeap().map(size -> "-Xmx" + size).orElse(fairHeap(options.processes())));
        arguments.add("-Djava.awt.headless=true");
        arguments.add("-Dfile.encoding=" + Charset.defaultCharset().name());
        arguments.add("-Duser.timezone=" + TimeZone.getDefault().getID());
        Locale locale = Locale.getDefault();
        arguments.add("-Duser.language=" + locale.getLanguage());
        if (!locale.getCountry().isEmpty()) arguments.add("-Duser.country=" + locale.getCountry());
        arguments.addAll(options.jvmArgs());
        arguments.add("-cp");
        List<String> entries = new ArrayList<>();
        library.forEach(entry -> entries.add(entry.toString()));
        options.classPath().forEach(entry -> entries.add(entry.toString()));
        arguments.add(String.join(java.io.File.pathSeparator, entries));
        return arguments;
    }

    /** Whether a crash would leave a core file. If not, the flag is left out: it turns the signal of a crash into exit code 1. */
    private static boolean dumpsCore() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits")))
                if (line.startsWith("Max core file size"))
                    return !line.substring(18).trim().startsWith("0 ");
        } catch (IOException unknown) {
            return true; // rather an odd exit code than a core file
        }
        return true;
    }

    private static boolean choosesCollector(String argument) {
        return argument.startsWith("-XX:+Use") && argument.endsWith("GC");
    }

    /** A worker's own threads are to use its share of the machine only, but it must be able to compile while it runs. */
    private static int fairProcessors(int processes) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
    }

    /** The JVM's own default is a quarter of the memory, for each worker. Together they get three quarters at most. */
    private static String fairHeap(int processes) {
        return "-XX:MaxRAMPercentage=" + Math.min(25.0, 75.0 / processes);
    }

    /** {@return the arguments as the contents of an argument file} */
    static String file(List<String> arguments) {
        StringBuilder file = new StringBuilder();
        for (String argument : arguments)
            file.append('"')
                    .append(argument.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        return file.toString();
    }
}
