package io.github.jvmpool.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The worker's ends of the two pipes, opened anew, so that neither a task that reads or closes descriptors 0 and 1 nor a grandchild
 * that inherits them can steal a ring or silence one.
 */
record Pipes(FileInputStream in, FileOutputStream out) {
    private static final String[] DIRECTORIES = {"/proc/self/fd/", "/dev/fd/"};

    /** Opens both anew and points descriptor 0 to nothing; where a system does not allow it, they are used as they are. */
    static Pipes takeOver(FileInputStream stdin) throws IOException {
        for (String directory : DIRECTORIES) {
            try {
                FileInputStream in = new FileInputStream(directory + 0);
                FileOutputStream out = new FileOutputStream(directory + 1);
                stdin.close(); // the JDK points descriptor 0 to the null device
                return new Pipes(in, out);
            } catch (FileNotFoundException notHere) {
                // the next name for descriptors, or none
            }
        }
        return new Pipes(stdin, new FileOutputStream(FileDescriptor.out));
    }
}
