package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
