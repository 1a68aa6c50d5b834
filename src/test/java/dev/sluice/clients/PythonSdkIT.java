package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The official Python SDK over verified TLS with a token. Nothing is installed for it: it runs where {@code python3}, or
 * the interpreter that {@code SLUICE_PYTHON} names, has the package {@code mcp} of version 2, and is skipped elsewhere.
 */
@Tag("R-207")
@Tag("R-201")
@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonSdkIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(PythonSdkIT.class);
    private static final Path SCRIPTS = Path.of(System.getProperty("basedir", ""), "src/test/clients");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PYTHON = Objects.requireNonNullElse(System.getenv("SLUICE_PYTHON"), "python3");

    private @Nullable GatewayFixture gateway;

    @BeforeAll
    void start() throws InterruptedException {
        requirePackage();
        gateway = GatewayFixture.start(
                "limits: {perUser: 0, perAddress: 0}",
                Map.of(),
                plugins -> PluginJar.of(FeaturesProvider.class, plugins));
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"legacy, legacy, -32002", "auto, modern, -32602", "2026-07-28, modern, -32602"})
    void works(String mode, String era, int missing) throws IOException, InterruptedException {
        GatewayFixture running = Objects.requireNonNull(gateway);
        Command.Ended ended = python(
                        "features.py",
                        running.mcp().toString(),
                        mode,
                        running.token("ada", "user"),
                        running.caCertificate().toString())
                .run(LIMIT);

        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        JsonNode facts = JsonCodec.MAPPER.readTree(ended.out().lines().toList().getLast());
        assertThat(facts.path("era").asText()).isEqualTo(era);
        FeatureFacts.assertWorked(facts, missing);
    }

    private static void requirePackage() throws InterruptedException {
        try {
            Command.Ended ended =
                    python("-c", "import mcp_types; from mcp import Client").run(LIMIT);
            if (!ended.succeeded()) {
                skip(PYTHON + " lacks the package mcp 2");
            }
        } catch (IOException absent) {
            skip(PYTHON + " is not there");
        }
    }

    private static Command python(String... arguments) {
        List<String> line = new java.util.ArrayList<>(List.of(PYTHON));
        line.addAll(List.of(arguments));
        return new Command(SCRIPTS, Map.of("PYTHONDONTWRITEBYTECODE", "1"), line);
    }

    private static void skip(String why) {
        LOGGER.atWarn().addKeyValue("why", why).log("Tests with the Python SDK are skipped");
        Assumptions.abort("skipped: " + why);
    }
}
