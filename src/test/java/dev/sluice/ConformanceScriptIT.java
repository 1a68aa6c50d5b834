package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that runs the conformance suite: it packs the fixture, starts a gateway with it and ends it again. */
@Tag("R-205")
class ConformanceScriptIT {
    private UnpackedProject project;

    @BeforeEach
    void unpack(@TempDir Path home) throws Exception {
        assumeTrue(UnpackedProject.isBuilt(), "target/sluice.jar is missing: mvn package makes it");
        for (String tool : List.of("npm", "node", "flock")) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":", -1))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))),
                    tool + " is not installed: the script is not tried");
        }
        project = UnpackedProject.into(home);
        Files.createSymbolicLink(home.resolve("src"), Path.of("src").toAbsolutePath());
        // npm keeps its settings and its cache there.
        project.export("HOME", System.getProperty("user.home"));
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (variable.getKey().toLowerCase(Locale.ROOT).startsWith("npm_config_")) {
                project.export(variable.getKey(), variable.getValue());
            }
        }
    }

    @AfterEach
    void unlink() throws Exception {
        if (project != null) {
            project.unlink();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--tls"})
    void triesTheGatewayThatItStarts(String option) throws Exception {
        UnpackedProject.Ended ended = project.shell(
                "scripts/conformance.sh " + option + " --scenario ping --scenario dns-rebinding-protection");

        assertThat(ended.exitCode()).as(ended.output()).isZero();
        assertThat(ended.output()).containsPattern("ping +1 +\\d+ +0 ").containsPattern("dns-\\S+ +1 +\\d+ +0 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--through",
                "--through nowhere",
                "--through http://localhost:1/mcp --url http://localhost:2/mcp",
                "--through-revisions --through http://localhost:1/mcp",
                "--through-revisions --serve 0"
            })
    void refusesWhatCannotBeBehindTheGateway(String options) throws Exception {
        UnpackedProject.Ended ended = project.shell("scripts/conformance.sh " + options);

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output()).contains("--through");
    }

    @Test
    @Tag("R-303")
    void putsAGatewayInFrontOfTheOneThatItServes() throws Exception {
        try (SluiceProcess process = project.start(List.of("scripts/conformance.sh", "--serve", "0"))) {
            String port = process.await("serving on port (\\d+)", Duration.ofSeconds(60));

            UnpackedProject.Ended ended = project.shell("scripts/conformance.sh --through http://localhost:" + port
                    + "/mcp --scenario tools-list --scenario caching");

            assertThat(ended.exitCode()).as(ended.output()).isZero();
            assertThat(ended.output())
                    .containsPattern("tools-list +1 +\\d+ +0 ")
                    .containsPattern("caching +1 +\\d+ +0 ");
            process.signal("TERM");
            process.exitCode(Duration.ofSeconds(30));
        }
    }

    @Test
    void servesTheFixtureForClientsOfOnesOwn() throws Exception {
        try (SluiceProcess process = project.start(List.of("scripts/conformance.sh", "--serve", "0"))) {
            String port = process.await("serving on port (\\d+)", Duration.ofSeconds(60));

            UnpackedProject.Ended ended = project.shell("curl -sS http://localhost:" + port
                    + "/mcp -H 'Content-Type: application/json' -d '"
                    + TestCaller.envelope("test_simple_text", "{}") + "'");

            assertThat(ended.output()).contains("This is a simple text response for testing.");
            process.signal("TERM");
            process.exitCode(Duration.ofSeconds(30));
        }
    }
}
