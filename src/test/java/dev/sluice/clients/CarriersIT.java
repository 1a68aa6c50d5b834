package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FeaturesIT} does over Streamable HTTP, over the other two carriers. */
@Tag("R-207")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CarriersIT {
    private static final String INSPECTOR = "node_modules/.bin/mcp-inspector";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private NpmProject project;
    private Path home;

    @BeforeAll
    void prepare(@TempDir Path directory) throws IOException, InterruptedException {
        project = NpmProject.installed("clients");
        home = directory;
        PluginJar.of(FeaturesProvider.class, Files.createDirectories(home.resolve("plugins")));
    }

    @Test
    @Tag("R-204")
    void typeScriptSdk1OverStdio() throws Exception {
        FeatureFacts.assertWorked(run("features1.mjs", stdio(), "-"), -32002);
    }

    @ParameterizedTest
    @Tag("R-204")
    @CsvSource({"legacy, legacy", "auto, modern", "2026-07-28, modern"})
    void typeScriptSdk2OverStdio(String mode, String era) throws Exception {
        JsonNode facts = run("features2.mjs", stdio(), mode, "-");

        assertThat(facts.path("era").asText()).isEqualTo(era);
        FeatureFacts.assertWorked(facts, -32602);
    }

    @ParameterizedTest
    @Tag("R-204")
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorOverStdio(String era) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--cli"));
        arguments.addAll(command());
        arguments.addAll(List.of("--transport", "stdio", "--protocol-era", era, "--format", "json", "-q"));
        arguments.addAll(List.of("--method", "tools/call", "--tool-name", "count"));

        assertThat(ran(Map.of("HOME", home.toString()), INSPECTOR, arguments)).contains("Counted to 5");
    }

    @Test
    @Tag("R-203")
    void clientsOfHttpAndSse() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(
                "{limits: {perUser: 0, perAddress: 0}, streams: {httpSse: true}}",
                Map.of(),
                plugins -> PluginJar.of(FeaturesProvider.class, plugins))) {
            String url = gateway.url("/sse").toString();
            String token = gateway.token("ada", "user");
            Map<String, String> trust =
                    Map.of("NODE_EXTRA_CA_CERTS", gateway.caCertificate().toString(), "HOME", home.toString());

            FeatureFacts.assertWorked(facts(ran(trust, "features1.mjs", List.of(url, token))), -32002);
            FeatureFacts.assertWorked(facts(ran(trust, "features2.mjs", List.of(url, "legacy", token))), -32602);
            assertThat(ran(
                            trust,
                            INSPECTOR,
                            List.of(
                                    "--cli",
                                    "--server-url",
                                    url,
                                    "--transport",
                                    "sse",
                                    "--format",
                                    "json",
                                    "-q",
                                    "--header",
                                    "Authorization: Bearer " + token,
                                    "--method",
                                    "tools/call",
                                    "--tool-name",
                                    "count")))
                    .contains("Counted to 5");
        }
    }

    private JsonNode run(String script, String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("RATE_LIMIT_USER_MAX", "0");
        return facts(ran(environment, script, Arrays.asList(arguments)));
    }

    private String ran(Map<String, String> environment, String script, List<String> arguments)
            throws IOException, InterruptedException {
        Command.Ended ended = project.node(environment, script, arguments.toArray(String[]::new))
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return ended.out();
    }

    private static JsonNode facts(String out) throws IOException {
        return JsonCodec.MAPPER.readTree(out.lines().toList().getLast());
    }

    private String stdio() throws IOException {
        return JsonCodec.MAPPER.writeValueAsString(command());
    }

    /** What the launcher comes to, with the class path of the test. */
    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsluice.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.Sluice",
                "stdio");
    }
}
