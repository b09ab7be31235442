package io.github.jvmpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jvmpool.launch.PoolDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other users of the machine can see and do. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(NothingLeft.class)
class PrivacyTest {
    private static final String SECRET = "s3cret-f0r-n0b0dy-" + System.nanoTime();

    @TempDir
    Path base;

    // ---- modes ----

    /** A caller of its own, because the umask is the process's. */
    static final class Caller {
        private Caller() {}

        /** Takes where the directory is to be; prints it and its files with their modes while a worker comes up. */
        public static void main(String[] args) throws Exception {
            try (var pool = Pool.builder()
                    .processes(1)
                    .directory(Path.of(args[0]))
                    .initializer(() -> Thread.sleep(2_000))
                    .build()) {
                var result = pool.applyAsync(() -> 42);
                for (boolean mapped = false; !mapped && !result.isDone(); ) {
                    List<Path> all = tree(Path.of(args[0]));
                    mapped = all.stream().anyMatch(path -> path.toString().contains("link-"));
                    if (!mapped) continue;
                    for (Path path : all)
                        System.out.println(mode(path) + " " + (Files.isDirectory(path) ? "directory" : "file"));
                }
                System.out.println("result " + result.get());
            }
        }
    }

    private static List<Path> tree(Path base) throws IOException {
        try (var all = Files.walk(base)) {
            return all.skip(1).toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void whatAPoolHasOnDiskIsItsOwnersAloneUnderAnyUmask(String umask) throws Exception {
        var java = System.getProperty("java.home") + "/bin/java -cp '" + System.getProperty("java.class.path") + "' ";
        var command =
                "umask " + umask + "; exec " + java + Caller.class.getName().replace("$", "\\$") + " " + base;
        var process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();

        var lines = new String(process.getInputStream().readAllBytes()).lines().toList();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).contains("rwx------ directory", "rw------- file", "result 42");
        assertThat(lines).allMatch(line -> line.matches("rwx------ directory|rw------- file|result 42"));
    }

    // ---- what others can read ----

    @Test
    void whatIsCapturedOrPassedIsNeitherInTheCommandLineNorTheEnvironmentNorACrashReport() throws Exception {
        String captured = SECRET;
        try (var pool = Pool.builder().processes(1).directory(base).build()) {
            String seen = pool.apply(
                    own -> {
                        int pid = (int) ProcessHandle.current().pid();
                        if (!captured.equals(own)) throw new IllegalStateException("not passed");
                        return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                                + Files.readString(Path.of("/proc/" + pid + "/environ"));
                    },
                    SECRET);
            assertThat(seen).contains("WorkerMain").doesNotContain(SECRET);
            assertThat(seen).doesNotContain("link-"); // nor where the shared file is

            var lost = pool.applyAsync(
                    own -> {
                        Faults.segv();
                        return own + captured;
                    },
                    SECRET);
            assertThatThrownBy(lost::get)
                    .hasCauseInstanceOf(WorkerLostException.class)
                    .hasMessageNotContaining(SECRET);

            var reports = tree(base).stream()
                    .filter(file -> file.toString().contains("hs_err"))
                    .toList();
            assertThat(reports).hasSize(1);
            assertThat(reports.get(0)).content().contains("SIGSEGV").doesNotContain(SECRET);
        }
    }

    @Test
    void anotherUserCanOpenNeitherTheDirectoryNorTheSharedFile() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "there is no setpriv");
        assertThat(asNobody("true")).as("another user").isZero();
        try (var pool = Pool.builder().processes(1).build()) {
            long pid = pool.apply(Faults::pid);
            var directories = NothingLeft.directories();
            assertThat(directories).isNotEmpty();
            Path arguments = directories.get(0).resolve("worker.args");
            assertThat(arguments).exists();

            assertThat(asNobody("ls " + directories.get(0))).isNotZero();
            assertThat(asNobody("cat " + arguments)).isNotZero();
            assertThat(asNobody("ls /proc/" + pid + "/fd")).isNotZero();
            assertThat(asNobody("ls /proc/" + pid + "/map_files")).isNotZero();
            assertThat(asNobody("head -c1 /proc/" + pid + "/mem")).isNotZero();
            assertThat(asNobody("echo > /proc/" + pid + "/fd/0")).isNotZero();
        }
    }

    private static int asNobody(String command) throws Exception {
        var all =
                new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
        all.addAll(List.of("bash", "-c", command));
        var process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    // ---- what others have put there ----

    @Test
    void aPlantedLinkIsNotFollowed() throws Exception {
        Path victim = Files.writeString(base.resolve("victim"), "untouched");
        var directory = new PoolDirectory(java.util.Optional.of(base));
        Path planted = Files.createSymbolicLink(directory.path().resolve("link-1"), victim);

        assertThatThrownBy(() -> directory.newSharedFile(4096))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(planted.toString())
                .hasMessageContaining("left alone");

        assertThat(victim).hasContent("untouched");
        assertThat(Files.isSymbolicLink(planted)).isTrue();
        directory.delete();
        assertThat(victim).hasContent("untouched");
    }

    @Test
    void aPlantedLinkThatLeadsNowhereMakesNoFile() throws Exception {
        Path victim = base.resolve("not-there");
        var directory = new PoolDirectory(java.util.Optional.of(base));
        Files.createSymbolicLink(directory.path().resolve("link-1"), victim);

        assertThatThrownBy(() -> directory.newSharedFile(4096)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(victim).doesNotExist();
        directory.delete();
    }

    @Test
    void aPlantedFileOrDirectoryIsLeftAlone() throws Exception {
        var directory = new PoolDirectory(java.util.Optional.of(base));
        Path file = Files.writeString(directory.path().resolve("link-1"), "untouched");
        Path inside =
                Files.createDirectories(directory.path().resolve("link-2")).resolve("inside");
        Files.writeString(inside, "untouched");

        assertThatThrownBy(() -> directory.newSharedFile(4096)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> directory.newSharedFile(4096)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(file).hasContent("untouched");
        assertThat(inside).hasContent("untouched");
        directory.delete();
    }

    @Test
    void whatLooksLikeALeftoverButIsALinkIsNotSweptAway() throws Exception {
        Path victim = Files.createDirectories(base.resolve("victim"));
        Files.writeString(victim.resolve("file"), "untouched");
        Path link = Files.createSymbolicLink(base.resolve("jvmpool-999999999-1"), victim);
        Path leftover = Files.createDirectories(base.resolve("jvmpool-999999998-1"));
        Path within = Files.createSymbolicLink(leftover.resolve("link-1"), victim.resolve("file"));

        var directory = new PoolDirectory(java.util.Optional.of(base));
        directory.path();

        await().until(() -> !Files.exists(leftover));
        assertThat(Files.exists(within, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(victim.resolve("file")).hasContent("untouched");
        directory.delete();
    }
}
