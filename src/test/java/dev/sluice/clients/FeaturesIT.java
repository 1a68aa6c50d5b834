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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything beyond a plain call, with the TypeScript SDKs and the Inspector over verified TLS with a token: progress, log, questions to
 * user and model, prompts, resources, completion, cancellation, watched resources and changed lists.
 */
@Tag("R-207")
@Tag("R-201")
@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeaturesIT {
    private static final String NOTE = "features:///note";
    private static final String INSPECTOR = "node_modules/.bin/mcp-inspector";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private NpmProject project;
    private @Nullable GatewayFixture gateway;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        project = NpmProject.installed("clients");
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

    @Test
    void typeScriptSdk1() throws IOException, InterruptedException {
        FeatureFacts.assertWorked(run("features1.mjs", List.of(), List.of()), -32002);
    }

    @Test
    void typeScriptSdk1OverTheStdioBridge() throws IOException, InterruptedException {
        FeatureFacts.assertWorked(run("features1.mjs", List.of(), List.of("bridge")), -32002);
    }

    @ParameterizedTest
    @CsvSource({"legacy, legacy, -32602", "auto, modern, -32602", "2026-07-28, modern, -32602"})
    void typeScriptSdk2(String mode, String era, int missing) throws IOException, InterruptedException {
        JsonNode facts = run("features2.mjs", List.of(mode), List.of());

        assertThat(facts.path("era").asText()).isEqualTo(era);
        FeatureFacts.assertWorked(facts, missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspector(String era) throws IOException, InterruptedException {
        assertThat(inspected(era, "tools/call", "--tool-name", "count")).contains("Counted to 5");
        assertThat(inspected(era, "prompts/list")).contains("greeting");
        assertThat(inspected(era, "prompts/get", "--prompt-name", "greeting", "--prompt-args", "name=Ada"))
                .contains("Greet Ada in a friendly way.");
        assertThat(inspected(era, "resources/list")).contains(NOTE);
        assertThat(inspected(era, "resources/templates/list")).contains("features:///notes/{id}");
        assertThat(inspected(era, "resources/read", "--uri", "features:///notes/7"))
                .contains("Note 7");
    }

    /** What the command line of the Inspector prints. */
    private String inspected(String era, String method, String... more) throws IOException, InterruptedException {
        GatewayFixture running = requireNonNull(gateway);
        List<String> arguments =
                new ArrayList<>(List.of("--cli", "--server-url", running.mcp().toString()));
        arguments.addAll(List.of("--transport", "http", "--protocol-era", era, "--format", "json", "-q"));
        arguments.addAll(List.of("--header", "Authorization: Bearer " + running.token("ada", "user")));
        arguments.addAll(List.of("--method", method));
        arguments.addAll(List.of(more));
        return ran(INSPECTOR, arguments);
    }

    /** Runs {@code node SCRIPT URL [MODE] TOKEN [MORE]}. */
    private JsonNode run(String script, List<String> mode, List<String> more) throws IOException, InterruptedException {
        GatewayFixture running = requireNonNull(gateway);
        List<String> arguments = new ArrayList<>(List.of(running.mcp().toString()));
        arguments.addAll(mode);
        arguments.add(running.token("ada", "user"));
        arguments.addAll(more);
        return JsonCodec.MAPPER.readTree(ran(script, arguments).lines().toList().getLast());
    }

    private String ran(String script, List<String> arguments) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "NODE_EXTRA_CA_CERTS",
                requireNonNull(gateway).caCertificate().toString(),
                "HOME",
                project.directory().toString());
        Command.Ended ended = project.node(environment, script, arguments.toArray(String[]::new))
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return ended.out();
    }
}
