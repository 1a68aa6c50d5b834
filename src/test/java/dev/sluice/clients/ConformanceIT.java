package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
    /**
     * Checks that pass at least, by run; a suite that checks less than it did is worth a look. Exact while no other run changes
     * the lists of the same gateway, for which {@code run.mjs} cares.
     */
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
        NpmProject.installed("conformance");
        try (GatewayFixture gateway = start(Map.of())) {
            return results(output, Map.of(), "--url", gateway.mcp().toString());
        }
    }

    @TestFactory
    @Tag("R-101")
    @Tag("R-102")
    Stream<DynamicTest> everythingPassesBehindTlsAndTokens(@TempDir Path output)
            throws IOException, InterruptedException {
        NpmProject.installed("conformance");
        int port = freePort();
        Map<String, String> secured = Map.of(
                "CONFORMANCE_TLS", "true", "CONFORMANCE_OPEN", "false", "CORS_ORIGINS", "http://localhost:" + port);
        try (GatewayFixture gateway = start(secured)) {
            Map<String, String> environment = Map.of(
                    "NODE_EXTRA_CA_CERTS", gateway.caCertificate().toString(),
                    "SLUICE_TOKEN", gateway.token("conformance", "user"));
            return results(
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
        return GatewayFixture.start(
                Files.readString(ConformanceSuite.CONFIG), environment, PluginJar::ofTheConformanceFixture);
    }

    private static Stream<DynamicTest> results(Path output, Map<String, String> environment, String... target)
            throws IOException, InterruptedException {
        ConformanceSuite.Report report = ConformanceSuite.run(output, environment, target);
        return Stream.concat(
                Stream.of(dynamicTest(
                        "the whole",
                        () -> assertThat(report.exit()).as(report.out()).isZero())),
                report.runs().stream().map(run -> dynamicTest(run.name(), () -> run.assertPassed(least(run.name())))));
    }

    private static int least(String run) {
        return run.equals(UNTRIED) ? 0 : Objects.requireNonNull(PASSED.get(run), run);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
