package dev.sluice.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.GatewayFixture;
import dev.sluice.PluginJar;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All four pairs of eras: official clients, old and new, with everything that they can do, through a gateway to another
 * gateway that is spoken to as an old server and as a new one.
 */
@Tag("R-302")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgingIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private NpmProject project;
    private @Nullable GatewayFixture back;
    private @Nullable GatewayFixture toModern;
    private @Nullable GatewayFixture toLegacy;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        project = NpmProject.installed("clients");
        back = GatewayFixture.start("""
                server: {tls: {enabled: false}}
                auth: {open: true}
                limits: {perUser: 0, perAddress: 0}
                providers: {demo: {enabled: false}, user-data: {enabled: false}}
                """, Map.of(), plugins -> PluginJar.of(FeaturesProvider.class, plugins));
        toModern = front("modern");
        toLegacy = front("legacy");
    }

    private GatewayFixture front(String era) {
        return GatewayFixture.start("""
                limits: {perUser: 0, perAddress: 0}
                providers: {demo: {enabled: false}, user-data: {enabled: false}}
                upstreams:
                  back:
                    url: %s
                    prefix: ""
                    era: %s
                """.formatted(requireNonNull(back).mcp(), era), Map.of());
    }

    @AfterAll
    void stop() {
        for (GatewayFixture each : new GatewayFixture[] {toModern, toLegacy, back}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"modern", "legacy"})
    void oldClients(String era) throws IOException, InterruptedException {
        FeatureFacts.assertWorked(run(era, "features1.mjs", List.of()), -32002);
    }

    @ParameterizedTest
    @CsvSource({
        "modern, legacy, legacy",
        "modern, 2026-07-28, modern",
        "legacy, legacy, legacy",
        "legacy, 2026-07-28, modern",
        "legacy, auto, modern"
    })
    void newClients(String era, String mode, String spoken) throws IOException, InterruptedException {
        JsonNode facts = run(era, "features2.mjs", List.of(mode));

        assertThat(facts.path("era").asText()).isEqualTo(spoken);
        FeatureFacts.assertWorked(facts, -32602);
    }

    /** Runs {@code node SCRIPT URL [MODE] TOKEN}. */
    private JsonNode run(String era, String script, List<String> mode) throws IOException, InterruptedException {
        GatewayFixture front = requireNonNull(era.equals("modern") ? toModern : toLegacy);
        List<String> arguments = new ArrayList<>(List.of(front.mcp().toString()));
        arguments.addAll(mode);
        arguments.add(front.token("ada", "user"));
        Map<String, String> environment = Map.of(
                "NODE_EXTRA_CA_CERTS",
                front.caCertificate().toString(),
                "HOME",
                project.directory().toString());
        Command.Ended ended = project.node(environment, script, arguments.toArray(String[]::new))
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return JsonCodec.MAPPER.readTree(ended.out().lines().toList().getLast());
    }
}
