package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, which nobody sees when all is well. */
@Tag("R-117")
class LauncherIT {
    @ParameterizedTest
    @ValueSource(strings = {"", "-Xmx128m", "-XX:+UseG1GC", "-Xmx128m -XX:+UseZGC"})
    void runsShortCommandsWithWhateverOptionsTheGatewayHas(String options, @TempDir Path home) throws Exception {
        UnpackedProject.Ended ended = version(home, "SLUICE_JAVA_OPTS", options);

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).startsWith("sluice ");
    }

    @Test
    void saysWhichJavaItNeedsWhenTheOneItIsGivenIsNone(@TempDir Path home) throws Exception {
        UnpackedProject.Ended ended = version(home, "SLUICE_JAVA", home.toString());

        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.output()).contains("SLUICE_JAVA").contains("25");
    }

    @Test
    @Tag("R-701")
    void startsWithTheClassesOfARehearsalUntilThereIsAnotherJar(@TempDir Path home) throws Exception {
        assumeTrue(UnpackedProject.isBuilt(), "target/sluice.jar is missing: mvn package makes it");
        UnpackedProject project = UnpackedProject.into(home);
        try {
            UnpackedProject.Ended rehearsed = project.shell("./sluice rehearse --for 1s");
            assertThat(rehearsed.exitCode()).as(rehearsed.output()).isZero();
            assertThat(rehearsed.output()).containsPattern("rehearsed \\d+ calls");

            assertThat(sourceOfClasses(project, home)).contains("shared objects file");

            Path jar = home.resolve("sluice.jar");
            Path built = jar.toRealPath();
            Files.delete(jar);
            Files.copy(built, jar);
            assertThat(sourceOfClasses(project, home)).doesNotContain("shared objects file");
        } finally {
            project.unlink();
        }
    }

    @Test
    @Tag("R-701")
    void leavesTheChoiceOfAnArchiveToWhoeverHasChosenOne(@TempDir Path home) throws Exception {
        Files.createFile(home.resolve("sluice.jsa"));

        UnpackedProject.Ended ended =
                version(home, "SLUICE_JAVA_OPTS", "-XX:SharedArchiveFile=/none.jsa -XX:+PrintFlagsFinal");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).containsPattern("SharedArchiveFile += /none.jsa");
    }

    /** Where a start takes the class from that it begins with. */
    private static String sourceOfClasses(UnpackedProject project, Path home) throws Exception {
        Path log = home.resolve("classes.log");
        project.export("SLUICE_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        UnpackedProject.Ended ended = project.shell("./sluice --version");
        assertThat(ended.exitCode()).as(ended.output()).isZero();
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains(" dev.sluice.Sluice "))
                .findFirst()
                .orElseThrow();
    }

    private static UnpackedProject.Ended version(Path home, String variable, String value) throws Exception {
        assumeTrue(UnpackedProject.isBuilt(), "target/sluice.jar is missing: mvn package makes it");
        UnpackedProject project = UnpackedProject.into(home);
        try {
            project.export(variable, value);
            return project.shell("./sluice --version");
        } finally {
            project.unlink();
        }
    }
}
