package io.github.jvmpool.launch;

import io.github.jvmpool.wire.Bytes;
import io.github.jvmpool.wire.PrivateFile;
import io.github.jvmpool.wire.SharedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A worker's process, its pipes and the file it shares with this JVM. */
public final class WorkerJvm implements WorkerHandle {
    /** Bytes of a ring: large enough to keep a worker busy while the caller is not looked at, small enough to stay in a cache. */
    private static final int RING_BYTES = 1 << 19;

    private static final List<String> STRIPPED = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final Process process;
    private final SharedFile file;
    private final Path path;
    private final OutputStream stdin;
    private final InputStream stdout;
    private boolean unlinked;

    private WorkerJvm(Process process, PoolDirectory.Placed placed) {
        this.process = process;
        this.file = placed.file();
        this.path = placed.path();
        this.stdin = process.getOutputStream();
        this.stdout = process.getInputStream();
    }

    /**
     * Starts a worker and tells it what it must know; does not wait until it is up.
     *
     * @throws IOException if there is no {@code java}, no room, or the system refuses; the message says which
     */
    public static WorkerJvm start(
            LaunchOptions options,
            PoolDirectory directory,
            String argumentFile,
            String workerName,
            String poolName,
            String callerName)
            throws IOException {
        Path java = options.javaHome().resolve("bin").resolve(isWindows() ? "java.exe" : "java");
        if (!Files.isExecutable(java))
            throw new IOException("there is no " + java + " to run workers with. An image made by jpackage has one if"
                    + " --jlink-options does not contain --strip-native-commands; else set Pool.builder().javaHome(…)");
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "@" + argumentFile, options.mainClass());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(STRIPPED); // they are meant for this JVM; agents and ports in them would clash
        environment.putAll(options.environment());
        Process process = builder.start();
        try {
            // The JVM needs a while to come up: time to make the file.
            PoolDirectory.Placed placed = directory.newSharedFile(RING_BYTES);
            WorkerJvm jvm = new WorkerJvm(process, placed);
            jvm.sayHello(placed.path().toString(), workerName, poolName, callerName, Long.toString(process.pid()));
            return jvm;
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    /** Writes the contents of the argument file that the workers of a pool share; returns its path. */
    public static String writeArguments(LaunchOptions options, List<Path> library, Path directory) throws IOException {
        Path file = directory.resolve("worker.args");
        String arguments = JvmArguments.file(JvmArguments.of(options, library, directory));
        PrivateFile.write(file, arguments.getBytes(StandardCharsets.UTF_8));
        return file.toString();
    }

    private void sayHello(String... strings) throws IOException {
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        hello.writeBytes(new byte[4]);
        byte[] length = new byte[4];
        for (String string : strings) {
            byte[] text = string.getBytes(StandardCharsets.UTF_8);
            Bytes.int32(length, 0, text.length);
            hello.writeBytes(length);
            hello.writeBytes(text);
        }
        byte[] bytes = hello.toByteArray();
        Bytes.int32(bytes, 0, bytes.length - 4);
        try {
            stdin.write(bytes);
            stdin.flush();
        } catch (IOException gone) {
            // It has ended already; what it said on stderr and its exit code tell more than this broken pipe does.
            return;
        }
    }

    @Override
    public void kill() {
        // They cannot be found once it is dead.
        List<ProcessHandle> descendants =
                mayHaveChildren(process.pid()) ? process.descendants().toList() : List.of();
        process.toHandle().destroyForcibly(); // Process itself would close the pipes and so lose what it said last
        for (ProcessHandle each : descendants) each.destroyForcibly();
    }

    @Override
    public void end(boolean forcibly) {
        // Process itself would close the pipes, and with them all that this JVM has to do with it; its handle does not.
        ProcessHandle handle = process.toHandle();
        if (forcibly) handle.destroyForcibly();
        else handle.destroy();
    }

    /** Linux tells with a few small files, where all processes of the system would have to be looked at otherwise. */
    private static boolean mayHaveChildren(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads)
                if (!Files.readString(thread.resolve("children")).isEmpty()) return true;
            return false;
        } catch (IOException | DirectoryIteratorException notTold) {
            return true;
        }
    }

    @Override
    public SharedFile file() {
        return file;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** {@return its process} */
    public Process process() {
        return process;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public void ring() {
        try {
            stdin.write(0);
            stdin.flush();
        } catch (IOException gone) {
            // Its end is noticed at the other pipe and by the process handle.
            return;
        }
    }

    @Override
    public synchronized void unlink() throws IOException {
        if (unlinked) return;
        unlinked = true;
        Files.deleteIfExists(path);
    }
}
