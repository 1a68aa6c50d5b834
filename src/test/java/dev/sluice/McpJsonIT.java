package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.clients.Command;
import dev.sluice.clients.NpmProject;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.upstreams.StdioServers;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The file of servers that a person has already, and a REST service, behind {@code ./sluice dev}: servers of the protocol's
 * makers as processes, an official client in front.
 */
@Tag("R-301")
@Tag("R-302")
@Tag("R-304")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class McpJsonIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private final Vertx vertx = Vertx.vertx();
    private Path home;
    private SluiceProcess sluice;
    private String port;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder.toRealPath();
        Files.writeString(home.resolve("note.txt"), "A note");
        Path servers = Files.writeString(home.resolve("mcp.json"), servers());
        int rest = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end("{\"path\":\"" + request.path() + "\"}"))
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS)
                .actualPort();
        Path yaml = Files.writeString(home.resolve("sluice.yaml"), """
            rest:
              weather:
                url: http://localhost:%d/v1
                tools:
                  forecast:
                    description: Forecast of a city
                    method: GET
                    path: /forecast/{city}
                    input: {type: object, properties: {city: {type: string}}, required: [city]}
                    readOnly: true
            """.formatted(rest));
        sluice = SluiceProcess.java(
                home,
                Map.of(),
                "dev",
                "--open",
                "--port",
                "0",
                "-c",
                yaml.toString(),
                "--mcp-json",
                servers.toString());
        port = sluice.await("endpoint +https://localhost:(\\d+)/mcp", LIMIT);
    }

    private String servers() throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("everything", entry(StdioServers.everything(), Map.of()));
        all.put("Files", entry(StdioServers.filesystem(home), Map.of()));
        all.put(
                "memory",
                entry(
                        StdioServers.memory(),
                        Map.of("MEMORY_FILE_PATH", home.resolve("memory.jsonl").toString())));
        all.put("off", Map.of("command", "no-such-program", "disabled", true));
        return JsonCodec.MAPPER.writeValueAsString(Map.of("mcpServers", all));
    }

    private static Map<String, Object> entry(List<String> line, Map<String, String> environment) {
        return Map.of("command", line.getFirst(), "args", line.subList(1, line.size()), "env", environment);
    }

    @AfterAll
    void stop() throws Exception {
        if (sluice != null) {
            sluice.close();
        }
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** Either at once or, where the machine is slow, when they have answered. */
    @Test
    @Order(1)
    @Tag("R-101")
    void namesTheServersAndHowManyToolsTheyHave() throws Exception {
        for (String name : List.of("everything", "files", "memory", "weather")) {
            String tools = sluice.await("^ .*\\b" + name + "(?: answers:)? +(\\d+) tools?$", LIMIT);

            assertThat(Integer.parseInt(tools)).as(name).isPositive();
        }
        assertThat(sluice.output()).contains("Files: is called files here").doesNotContain("no-such-program");
    }

    @Test
    @Order(2)
    @Tag("R-101")
    void printsALineThatAnswersWhenItIsPasted() throws Exception {
        String line = sluice.await("^\\s*(curl .*)$", LIMIT);

        Command.Ended ended = new Command(home, Map.of(), List.of("sh", "-c", line)).run(LIMIT);

        assertThat(ended.out()).as(line + ended.err()).contains("\"type\":\"response\"");
    }

    @ParameterizedTest
    @Order(3)
    @CsvSource({"legacy, 2025-11-25", "2026-07-28, 2026-07-28"})
    void oneListHasThemAllAndEachCanBeCalledInEitherEra(String era, String agreed) throws Exception {
        // given
        ObjectNode plan = JsonCodec.MAPPER
                .createObjectNode()
                .put("carrier", "http")
                .put("target", "https://localhost:" + port + "/mcp")
                .put("era", era);
        plan.set(
                "calls",
                JsonCodec.MAPPER.valueToTree(List.of(
                        call("everything__echo", Map.of("message", "Ada")),
                        call("files__list_directory", Map.of("path", home.toString())),
                        call("memory__search_nodes", Map.of("query", "nothing of the kind")),
                        call("weather__forecast", Map.of("city", "Oslo")))));

        // when
        JsonNode facts = probe(plan);

        // then
        assertThat(facts.path("version").asText()).as("%s", facts).isEqualTo(agreed);
        assertThat(facts.path("tools"))
                .extracting(JsonNode::asText)
                .doesNotHaveDuplicates()
                .containsSubsequence(
                        "echo",
                        "everything__echo",
                        "files__list_directory",
                        "memory__search_nodes",
                        "weather__forecast");
        assertThat(facts.at("/calls/0").asText()).isEqualTo("Echo: Ada");
        assertThat(facts.at("/calls/1").asText()).contains("note.txt");
        assertThat(facts.at("/calls/2").asText()).contains("\"entities\": []");
        assertThat(facts.at("/calls/3").asText()).contains("/v1/forecast/Oslo");
    }

    @Test
    @Order(4)
    @Tag("R-308")
    void noProcessIsLeftWhenTheGatewayHasEnded() throws Exception {
        // given
        List<ProcessHandle> children = sluice.descendants();
        assertThat(children).hasSizeGreaterThanOrEqualTo(3);

        // when
        sluice.signal("TERM");
        int exit = sluice.exitCode(LIMIT);

        // then
        assertThat(exit).isZero();
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    }

    private static Map<String, Object> call(String name, Map<String, String> arguments) {
        return Map.of("name", name, "arguments", arguments);
    }

    private JsonNode probe(JsonNode plan) throws Exception {
        Command.Ended ended = NpmProject.installed("upstreams")
                .node(
                        Map.of(
                                "NODE_EXTRA_CA_CERTS",
                                home.resolve(".sluice/cert.pem").toString()),
                        "probe.mjs",
                        plan.toString())
                .run(LIMIT);
        assertThat(ended.succeeded()).as(ended.out() + ended.err()).isTrue();
        return JsonCodec.MAPPER.readTree(ended.out().lines().toList().getLast());
    }
}
