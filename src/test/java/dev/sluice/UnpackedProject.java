package dev.sluice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The project as one has it on disk, in a folder of its own: launcher, scripts and the jar that was built. There is no
 * {@code pom.xml}, so the launcher takes it for an unpacked distribution and never builds. Nothing of the environment
 * but {@code PATH} comes in.
 */
final class UnpackedProject {
    private static final Path BUILT = Path.of("target").toAbsolutePath();

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();

    /** How a command ended. */
    record Ended(int exitCode, String output) {}

    private UnpackedProject(Path home) {
        this.home = home;
        String java = System.getProperty("java.home");
        environment.put("PATH", Path.of(java, "bin") + ":" + System.getenv("PATH"));
        environment.put("SLUICE_JAVA", java);
        environment.put("HOME", home.toString());
    }

    static boolean isBuilt() {
        return Files.isRegularFile(BUILT.resolve("sluice.jar")) && Files.isDirectory(BUILT.resolve("lib"));
    }

    static UnpackedProject into(Path home) throws IOException {
        for (String file : List.of("sluice", "jvm.options")) {
            Files.copy(Path.of(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createSymbolicLink(home.resolve("sluice.jar"), BUILT.resolve("sluice.jar"));
        Files.createSymbolicLink(home.resolve("lib"), BUILT.resolve("lib"));
        Files.createSymbolicLink(home.resolve("target"), BUILT);
        Files.createDirectory(home.resolve("scripts"));
        try (Stream<Path> scripts = Files.list(Path.of("scripts"))) {
            for (Path script : scripts.toList()) {
                Files.copy(
                        script,
                        home.resolve("scripts").resolve(script.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new UnpackedProject(home);
    }

    /** Takes the links to the build away, so that deleting the folder cannot touch it. */
    void unlink() throws IOException {
        for (String link : List.of("sluice.jar", "lib", "target")) {
            Files.deleteIfExists(home.resolve(link));
        }
    }

    /** Sets a variable for all commands that come. */
    void export(String name, String value) {
        environment.put(name, value);
    }

    SluiceProcess start(List<String> command) {
        List<String> line = new ArrayList<>(List.of("env", "-i"));
        environment.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(command);
        return SluiceProcess.start(home, Map.of(), line);
    }

    /** Runs a script with {@code sh -eu} to its end. */
    Ended shell(String script) throws InterruptedException {
        try (SluiceProcess process = start(List.of("sh", "-eu", "-c", script))) {
            int exitCode = process.exitCode(Duration.ofMinutes(2));
            return new Ended(exitCode, process.output());
        }
    }
}
