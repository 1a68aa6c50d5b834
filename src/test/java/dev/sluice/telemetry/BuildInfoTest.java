package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-116")
class BuildInfoTest {
    @Test
    void knowsItsVersionFromTheBuild() {
        BuildInfo info = BuildInfo.current();

        assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(info.commit()).isNotEmpty().doesNotContain("${");
    }
}
