package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Revision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The servers themselves, by an official client and without a gateway. When this fails, a server or the client is to
 * blame; when only a test through the gateway fails, the gateway is.
 */
class UpstreamServersIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String MODERN = Revision.LATEST.wire();
    private static final String LEGACY = Revision.LATEST_LEGACY.wire();
    private static final List<String> SHARED =
            List.of("text", "progress", "elicitation", "sampling", "roots", "unknownTool");

    @ParameterizedTest
    @ValueSource(strings = {"auto", "legacy"})
    void theServerOfSdk1SpeaksTheLegacyEra(String era) throws Exception {
        try (UpstreamServer server = UpstreamServer.legacy()) {
            assertWholeFixture(probe(http(server.uri(), era)), LEGACY, "fixture1");
        }
    }

    @Test
    void theServerOfSdk1SpeaksTheOldestTransport() throws Exception {
        try (UpstreamServer server = UpstreamServer.sse()) {
            ObjectNode plan = http(server.uri(), "legacy").put("carrier", "sse");

            assertWholeFixture(probe(plan), LEGACY, "fixture1");
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, 2026-07-28", "legacy, 2025-11-25", "2026-07-28, 2026-07-28"})
    void theServerOfSdk2SpeaksBothEras(String era, String agreed) throws Exception {
        try (UpstreamServer server = UpstreamServer.dual()) {
            assertWholeFixture(probe(http(server.uri(), era)), agreed, "fixture2");
        }
    }

    @Test
    void theServerOfSdk2RefusesTheLegacyEraWhenItIsToldTo() throws Exception {
        try (UpstreamServer server = UpstreamServer.modern()) {
            JsonNode modern = probe(http(server.uri(), "auto"));
            Command.Ended legacy = run(http(server.uri(), "legacy"));

            assertWholeFixture(modern, MODERN, "fixture2");
            assertThat(legacy.exit()).as(legacy.out()).isEqualTo(1);
            assertThat(legacy.out()).contains("error");
        }
    }

    @Test
    void theFixturesSpeakOverStandardStreams() throws Exception {
        assertWholeFixture(probe(stdio(StdioServers.legacy(), "auto")), LEGACY, "fixture1");
        assertWholeFixture(probe(stdio(StdioServers.dual(), "auto")), MODERN, "fixture2");
        assertWholeFixture(probe(stdio(StdioServers.dual(), "legacy")), LEGACY, "fixture2");
        assertWholeFixture(probe(stdio(StdioServers.modern(), MODERN)), MODERN, "fixture2");
    }

    @Test
    void theServersOfTheMakersSpeakOverStandardStreams(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("note.txt"), "A note");

        JsonNode everything = called(StdioServers.everything(), "echo", Map.of("message", "Ada"));
        JsonNode filesystem = called(
                StdioServers.filesystem(directory.toRealPath()),
                "list_directory",
                Map.of("path", directory.toRealPath().toString()));
        JsonNode memory = called(StdioServers.memory(), "search_nodes", Map.of("query", "nothing of the kind"));

        assertThat(everything.path("call").asText()).contains("Ada");
        assertThat(filesystem.path("call").asText()).contains("note.txt");
        assertThat(memory.path("call").asText()).contains("\"entities\": []");
    }

    @Test
    void theJavaServerAsksAndReports() throws Exception {
        ObjectNode plan = stdio(JavaSdkServer.commandLine(), "auto");
        plan.set("only", JsonCodec.MAPPER.valueToTree(List.of("text", "logs", "elicitation", "sampling", "roots")));

        JsonNode facts = probe(plan);

        assertThat(facts.path("version").asText()).isEqualTo(LEGACY);
        assertThat(facts.path("text").asText()).contains("simple text");
        assertThat(facts.path("logs")).hasSize(3);
        assertAsked(facts);
    }

    @ParameterizedTest
    @CsvSource({"auto, 2026-07-28", "legacy, 2025-11-25"})
    void thePythonServerAsksAndReports(String era, String agreed) throws Exception {
        try (PythonServer server = PythonServer.start()) {
            for (ObjectNode plan : List.of(http(server.uri(), era), stdio(PythonServer.commandLine(), era))) {
                plan.set("only", JsonCodec.MAPPER.valueToTree(SHARED));

                JsonNode facts = probe(plan);

                assertThat(facts.path("version").asText()).isEqualTo(agreed);
                assertThat(facts.path("progress")).extracting(JsonNode::asInt).containsExactly(0, 50, 100);
                assertAsked(facts);
            }
        }
    }

    private static void assertWholeFixture(JsonNode facts, String version, String server) {
        assertThat(facts.path("version").asText()).as("%s", facts).isEqualTo(version);
        assertThat(facts.path("server").asText()).isEqualTo(server);
        assertThat(facts.path("tools"))
                .extracting(JsonNode::asText)
                .startsWith("test_simple_text")
                .contains("json_schema_2020_12_tool", "test_wait");
        assertThat(facts.path("text").asText()).isEqualTo("This is a simple text response for testing.");
        assertThat(facts.path("image").asText()).isEqualTo("image");
        assertThat(facts.path("mistake").asBoolean()).isTrue();
        assertThat(code(facts, "unknownTool")).isEqualTo(-32602);
        assertThat(facts.path("header").asText()).isEqualTo("Region: Zürich");
        assertThat(facts.path("progress")).extracting(JsonNode::asInt).containsExactly(0, 50, 100);
        assertThat(facts.path("logs")).hasSize(3);
        assertAsked(facts);
        assertThat(facts.path("rounds").asText()).isEqualTo("Ada likes Ada");
        assertThat(facts.path("state").asText()).startsWith("state-ok");
        assertThat(facts.path("reconnection").asText()).startsWith("Reconnection test completed");
        assertThat(facts.path("cancelled").asText()).isEqualTo("given up");
        assertContents(facts);
        assertThat(facts.path("notices"))
                .extracting(JsonNode::asText)
                .contains("prompts", "resources", "tools", "test://watched-resource");
    }

    private static void assertContents(JsonNode facts) {
        assertThat(facts.path("prompts")).extracting(JsonNode::asText).contains("test_prompt_with_arguments");
        assertThat(facts.path("prompt").asText()).isEqualTo("Prompt with arguments: arg1='a', arg2='b'");
        assertThat(facts.path("askingPrompt").asText()).isEqualTo("Context: Ada");
        assertThat(facts.path("completed")).extracting(JsonNode::asText).containsExactly("test", "testing");
        assertThat(facts.path("resources"))
                .extracting(JsonNode::asText)
                .contains("test://static-text", "test://static-binary", "test://watched-resource");
        assertThat(facts.path("read").asText()).contains("\"id\":\"7\"");
        assertThat(code(facts, "missing")).isEqualTo(-32602);
    }

    private static void assertAsked(JsonNode facts) {
        assertThat(facts.path("elicitation").asText()).as("%s", facts).contains("User response: ", "Ada");
        assertThat(facts.path("sampling").asText()).isEqualTo("LLM response: Old pond");
        assertThat(facts.path("roots").asText()).contains("file:///home/ada");
    }

    private static int code(JsonNode facts, String part) {
        return facts.path(part).path("error").path("code").asInt();
    }

    private static ObjectNode http(URI target, String era) {
        return JsonCodec.MAPPER
                .createObjectNode()
                .put("carrier", "http")
                .put("target", target.toString())
                .put("era", era);
    }

    private static ObjectNode stdio(List<String> line, String era) {
        ObjectNode plan =
                JsonCodec.MAPPER.createObjectNode().put("carrier", "stdio").put("era", era);
        plan.set("target", JsonCodec.MAPPER.valueToTree(line));
        return plan;
    }

    private static JsonNode called(List<String> line, String tool, Map<String, String> arguments)
            throws IOException, InterruptedException {
        ObjectNode plan = stdio(line, "auto");
        plan.set("call", JsonCodec.MAPPER.valueToTree(Map.of("name", tool, "arguments", arguments)));
        return probe(plan);
    }

    private static JsonNode probe(JsonNode plan) throws IOException, InterruptedException {
        Command.Ended ended = run(plan);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return JsonCodec.MAPPER.readTree(ended.out().lines().toList().getLast());
    }

    private static Command.Ended run(JsonNode plan) throws IOException, InterruptedException {
        return NpmProject.installed("upstreams")
                .node(Map.of(), "probe.mjs", plan.toString())
                .run(LIMIT);
    }
}
