package io.github.jvmpool.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The reports of workers that have crashed, some 80 kB each: they stay in the pool's directory as long as it is there, but only the
 * newest, because it may lie in memory.
 */
public final class CrashReports {
    /** How many are kept. */
    public static final int MOST = 10;

    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");
    private static final String PREFIX = "hs_err_";
    private static final String REPLAY_PREFIX = "replay_";

    private record Report(Path path, FileTime written) {}

    private CrashReports() {}

    /** {@return the arguments that make a JVM write its reports there and nowhere else} */
    static List<String> arguments(Path directory) {
        return List.of(
                "-XX:ErrorFile=" + directory.resolve(PREFIX + "%p.log"),
                "-XX:ReplayDataFile=" + directory.resolve(REPLAY_PREFIX + "%p.log"));
    }

    /** {@return where the report of a process lies if it has crashed} */
    public static Path of(long pid, Path directory) {
        return directory.resolve(PREFIX + pid + ".log");
    }

    /** Deletes all but the newest. */
    public static void keepNewest(Path directory) {
        for (String prefix : List.of(PREFIX, REPLAY_PREFIX)) {
            try {
                List<Report> reports = reports(directory, prefix);
                reports.sort(Comparator.comparing(Report::written));
                for (int i = 0; i < reports.size() - MOST; i++) Files.deleteIfExists(reports.get(i).path);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot delete old crash reports in " + directory, e);
            }
        }
    }

    private static List<Report> reports(Path directory, String prefix) throws IOException {
        List<Report> reports = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, prefix + "*")) {
            for (Path entry : entries) reports.add(new Report(entry, Files.getLastModifiedTime(entry)));
        } catch (NoSuchFileException deletedMeanwhile) {
            return new ArrayList<>(); // by the end of the pool, or by who does the same for another worker
        }
        return reports;
    }
}
