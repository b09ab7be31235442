package io.github.jvmpool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of a process, where the system tells. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** {@return whether this system tells} */
    static boolean isKnown() {
        return of(ProcessHandle.current().pid()) > 0;
    }

    /** {@return the bytes, or 0 if the process has ended or the system does not tell} */
    static long of(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (!line.startsWith("VmRSS:")) continue;
                String number = line.substring(6).replace("kB", "").trim();
                return Long.parseLong(number) << 10;
            }
            return 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
