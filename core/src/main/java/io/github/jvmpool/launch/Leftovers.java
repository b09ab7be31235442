package io.github.jvmpool.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that no private directory stays: those of this JVM are deleted when it exits, those of JVMs that were killed when
 * another one makes a directory in the same place.
 */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger("io.github.jvmpool");
    private static final String PREFIX = "jvmpool-";

    /** The directories of this JVM. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::deleteOwn, "jvmpool-exit"));
    }

    private Leftovers() {}

    /** {@return the beginning of the names of this JVM's directories} */
    static String prefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /** Deletes a directory when this JVM exits, unless {@link #delete} has done so before. */
    static void deleteAtExit(Path directory) {
        OWN.add(directory);
    }

    private static void deleteOwn() {
        for (Path directory : OWN) delete(directory);
    }

    /** Deletes a directory and the files in it; what cannot be deleted is logged. */
    static void delete(Path directory) {
        OWN.remove(directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) delete(entry);
                else Files.deleteIfExists(entry);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException gone) {
            LOG.log(System.Logger.Level.DEBUG, "{0} was deleted by somebody else", directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot delete " + directory, e);
        }
    }

    /** Deletes the directories in {@code base} that belong to this user and to no living process. */
    static void sweep(Path base) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, PREFIX + "*")) {
            String user = System.getProperty("user.name");
            for (Path entry : entries) {
                Optional<Long> owner = owner(entry.getFileName().toString());
                if (owner.isEmpty() || ProcessHandle.of(owner.get()).isPresent()) continue;
                if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) continue;
                if (Files.getOwner(entry, LinkOption.NOFOLLOW_LINKS).getName().equals(user)) delete(entry);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot sweep " + base, e);
        }
    }

    /** The process id in a directory's name. */
    private static Optional<Long> owner(String name) {
        int end = name.indexOf('-', PREFIX.length());
        if (end < 0) return Optional.empty();
        try {
            return Optional.of(Long.parseLong(name.substring(PREFIX.length(), end)));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
