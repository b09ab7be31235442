package io.github.jvmpool.wire;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that nobody but their owner can open, under any umask. */
public final class PrivateFile {
    private PrivateFile() {}

    /**
     * Creates an empty file.
     *
     * @throws IOException if there is anything of that name, be it a link that leads nowhere; it is not touched
     */
    public static void create(Path path) throws IOException {
        try {
            if (Files.getFileStore(path.toAbsolutePath().getParent()).supportsFileAttributeView("posix"))
                Files.createFile(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            else Files.createFile(path);
        } catch (FileAlreadyExistsException planted) {
            throw new FileAlreadyExistsException(
                    path.toString(),
                    null,
                    "something else has put a file, a directory or a link there; it is left alone");
        }
    }

    /** Creates a file with these contents; see {@link #create}. */
    public static void write(Path path, byte[] contents) throws IOException {
        create(path);
        Files.write(path, contents);
    }
}
