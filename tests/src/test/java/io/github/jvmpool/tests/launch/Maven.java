package io.github.jvmpool.tests.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds inside a build: the same Maven, with the same settings and local repository, offline if that one is. */
final class Maven {
    private Maven() {}

    /** Runs Maven in the directory of {@code program}, which has the {@code pom.xml}. */
    static LaunchedProgram.Outcome run(LaunchedProgram program, String... arguments) throws Exception {
        List<Object> command = new ArrayList<>();
        String home = System.getProperty("jvmpool.test.mavenHome", "");
        command.add(home.isEmpty() ? "mvn" : Path.of(home, "bin", "mvn"));
        command.addAll(List.of("-B", "-ntp", "-q"));
        String repository = System.getProperty("jvmpool.test.mavenRepository", "");
        if (!repository.isEmpty()) command.add("-Dmaven.repo.local=" + repository);
        Path settings =
                Path.of(System.getProperty("jvmpool.test.mavenSettings", "").replace("file: ", ""));
        if (Files.isRegularFile(settings)) command.addAll(List.of("-s", settings));
        if (System.getProperty("jvmpool.test.mavenOffline", "").equals("offline: true")) command.add("-o");
        command.addAll(List.of(arguments));
        return program.environment("JAVA_HOME", LaunchedProgram.JAVA_HOME)
                .environment("MAVEN_OPTS", "-XX:TieredStopAtLevel=1")
                .run(command.toArray());
    }
}
