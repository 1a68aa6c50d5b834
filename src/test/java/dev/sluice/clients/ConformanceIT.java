package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official conformance suite, in all its revisions and extensions, against a gateway with the fixture as a plugin: as
 * it is, and behind TLS and tokens. Nothing is expected to fail.
 */
@Tag("R-205")
class ConformanceIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path CONFIG = Path.of("src/test/conformance/sluice.yaml");

    /** Checks that pass at least, by run; a suite that checks less than it did is worth a look. */
    private static final Map<String, Integer> PASSED = Map.ofEntries(
            Map.entry("2025-03-26 all", 3),
            Map.entry("2025-06-18 all", 56),
            Map.entry("2025-11-25 all", 84),
            Map.entry("2026-07-28 all", 153),
            Map.entry("tasks-lifecycle", 9),
            Map.entry("tasks-capability-negotiation", 5),
            Map.entry("tasks-wire-fields", 4),
            Map.entry("tasks-request-state-removal", 3),
            Map.entry("tasks-mrtr-input", 4),
            Map.entry("tasks-request-headers", 5),
            Map.entry("tasks-dispatch-and-envelope", 9),
            Map.entry("tasks-required-task-error", 3),
            Map.entry("tasks-mrtr-composition", 2),
            Map.entry("sep-2640-skills-enumeration", 32),
            Map.entry("sep-2640-skills-manifest", 6),
            Map.entry("sep-2640-skills-directory", 7),
            Map.entry("2025-11-25 requirements", 84),
            Map.entry("2026-07-28 requirements", 197));

    /** The suite leaves this scenario out itself, until it can listen. */
    private static final String UNTRIED = "tasks-status-notifications";

    @TestFactory
    @Tag("R-201")
    @Tag("R-202")
    @Tag("R-206")
    Stream<DynamicTest> everythingPasses(@TempDir Path output) throws IOException, InterruptedException {
        NpmProject project = NpmProject.installed("conformance");
        try (GatewayFixture gateway = start(Map.of())) {
            return results(project, output, Map.of(), "--url", gateway.mcp().toString());
        }
    }

    @TestFactory
    @Tag("R-101")
    @Tag("R-102")
    Stream<DynamicTest> everythingPassesBehindTlsAndTokens(@TempDir Path output)
            throws IOException, InterruptedException {
        NpmProject project = NpmProject.installed("conformance");
        int port = freePort();
        Map<String, String> secured = Map.of(
                "CONFORMANCE_TLS", "true", "CONFORMANCE_OPEN", "false", "CORS_ORIGINS", "http://localhost:" + port);
        try (GatewayFixture gateway = start(secured)) {
            Map<String, String> environment = Map.of(
                    "NODE_EXTRA_CA_CERTS", gateway.caCertificate().toString(),
                    "SLUICE_TOKEN", gateway.token("conformance", "user"));
            return results(
                    project,
                    output,
                    environment,
                    "--tls",
                    "--target",
                    gateway.mcp().toString(),
                    "--port",
                    Integer.toString(port),
                    "--no-requirements");
        }
    }

    private static GatewayFixture start(Map<String, String> environment) throws IOException {
        return GatewayFixture.start(Files.readString(CONFIG), environment, PluginJar::ofTheConformanceFixture);
    }

    private static Stream<DynamicTest> results(
            NpmProject project, Path output, Map<String, String> environment, String... target)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(target));
        arguments.addAll(List.of("--output", output.toString()));
        Command.Ended ended = project.bundledNode(environment, "run.mjs", arguments.toArray(String[]::new))
                .run(LIMIT);
        Path summary = output.resolve("summary.json");
        assertThat(summary).as("%s%n%s", ended.out(), ended.err()).exists();
        JsonNode runs = JsonCodec.MAPPER.readTree(Files.readString(summary));
        return Stream.concat(
                Stream.of(dynamicTest(
                        "the whole",
                        () -> assertThat(ended.exit()).as(ended.out()).isZero())),
                StreamSupport.stream(runs.spliterator(), false)
                        .map(run -> dynamicTest(run.path("name").asText(), () -> assertPassed(run))));
    }

    private static void assertPassed(JsonNode run) {
        assertThat(run.path("failures")).extracting(JsonNode::asText).isEmpty();
        assertThat(run.path("exit").asInt(-1)).isZero();
        String name = run.path("name").asText();
        int least = name.equals(UNTRIED) ? 0 : Objects.requireNonNull(PASSED.get(name), name);
        assertThat(run.path("passed").asInt()).isGreaterThanOrEqualTo(least);
        assertThat(run.path("warnings")).extracting(JsonNode::asText).isEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
