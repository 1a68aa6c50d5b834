package dev.sluice.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Revision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every real client must be able to do, whoever answers: connect over verified TLS with a token, agree on a
 * revision, list and call tools, be told of its mistakes, and leave.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RealClients {
    private static final String INSPECTOR = "node_modules/.bin/mcp-inspector";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private @Nullable NpmProject installed;
    private @Nullable RunningGateway started;

    /** Starts who answers; it may keep files in the directory. */
    abstract RunningGateway start(NpmProject project, Path directory) throws IOException, InterruptedException;

    /** Whether it keeps sessions for clients of the legacy revisions. */
    abstract boolean keepsSessions();

    @BeforeAll
    void begin(@TempDir Path directory) throws IOException, InterruptedException {
        installed = NpmProject.installed("clients");
        started = start(installed, directory);
    }

    /** Also called when there was nothing to begin with. */
    @AfterAll
    void end() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    private NpmProject project() {
        return requireNonNull(installed);
    }

    private RunningGateway gateway() {
        return requireNonNull(started);
    }

    @Test
    void typeScriptSdk1Works() throws IOException, InterruptedException {
        JsonNode facts = connected("v1.mjs");

        assertThat(facts.path("protocolVersion").asText()).isEqualTo(Revision.LATEST_LEGACY.wire());
        assertThat(facts.path("session").asBoolean()).isEqualTo(keepsSessions());
        assertWorked(facts);
    }

    @ParameterizedTest
    @CsvSource({"auto, 2026-07-28", "legacy, 2025-11-25", "2026-07-28, 2026-07-28"})
    void typeScriptSdk2Works(String mode, String agreed) throws IOException, InterruptedException {
        JsonNode facts = connected("v2.mjs", mode);

        assertThat(facts.path("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(facts.path("session").asBoolean()).isEqualTo(keepsSessions() && mode.equals("legacy"));
        assertWorked(facts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto", "modern"})
    void theInspectorWorks(String era) throws IOException, InterruptedException {
        JsonNode listed = inspected(era, "tools/list");
        JsonNode called =
                inspected(era, "tools/call", "--tool-name", "hello_world", "--tool-args-json", "{\"name\":\"Ada\"}");

        assertThat(listed.path("result").path("tools"))
                .extracting(tool -> tool.path("name").asText())
                .contains("hello_world", "whoami");
        assertThat(textOf(called)).contains("Ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.mjs", "v2.mjs auto", "v2.mjs legacy", "v2.mjs 2026-07-28"})
    void aClientWithoutTokenIsToldToBringOne(String script) throws IOException, InterruptedException {
        Command.Ended ended = run(Map.of(trust(), gateway().caCertificate().toString()), script.split(" "), "");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(lastLine(ended).path("error").path("status").asInt()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.mjs", "v2.mjs auto"})
    void aClientThatDoesNotKnowTheCertificateTurnsAway(String script) throws IOException, InterruptedException {
        Command.Ended ended = run(Map.of(), script.split(" "), gateway().token("ada", "user"));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(lastLine(ended).path("error").path("cause").asText()).contains("CERT");
    }

    private JsonNode connected(String... script) throws IOException, InterruptedException {
        Map<String, String> trusting = Map.of(trust(), gateway().caCertificate().toString());
        return finished(run(trusting, script, gateway().token("ada", "user")));
    }

    private Command.Ended run(Map<String, String> environment, String[] script, String token)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(gateway().mcp().toString()));
        arguments.addAll(List.of(script).subList(1, script.length));
        arguments.add(token);
        return project()
                .node(environment, script[0], arguments.toArray(String[]::new))
                .run(LIMIT);
    }

    /** What the Inspector's command line prints; it keeps its own files where it believes to be at home. */
    private JsonNode inspected(String era, String method, String... more) throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("--cli", "--server-url", gateway().mcp().toString()));
        arguments.addAll(List.of("--transport", "http", "--protocol-era", era, "--format", "json", "-q"));
        arguments.addAll(
                List.of("--header", "Authorization: Bearer " + gateway().token("ada", "user")));
        arguments.addAll(List.of("--method", method));
        arguments.addAll(List.of(more));
        Map<String, String> environment = Map.of(
                trust(),
                gateway().caCertificate().toString(),
                "HOME",
                project().directory().toString());
        return finished(project()
                .node(environment, INSPECTOR, arguments.toArray(String[]::new))
                .run(LIMIT));
    }

    private static JsonNode finished(Command.Ended ended) throws IOException {
        assertThat(ended.inTime()).as("ended by itself").isTrue();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        return lastLine(ended);
    }

    private static String trust() {
        return "NODE_EXTRA_CA_CERTS";
    }

    private static JsonNode lastLine(Command.Ended ended) throws IOException {
        List<String> lines = ended.out().lines().toList();
        assertThat(lines).as(ended.err()).isNotEmpty();
        return JsonCodec.MAPPER.readTree(lines.getLast());
    }

    private static void assertWorked(JsonNode facts) {
        assertThat(facts.path("sessionEnded").asBoolean()).isTrue();
        assertThat(facts.path("tools")).extracting(JsonNode::asText).contains("hello_world", "whoami");
        assertThat(textOf(facts.path("hello"))).contains("Ada");
        assertThat(textOf(facts.path("whoami"))).contains("ada");
        assertThat(facts.path("unknownTool").path("error").path("code").asInt()).isEqualTo(-32602);
        JsonNode mistake = facts.path("badArguments").path("result");
        assertThat(mistake.path("isError").asBoolean()).as("%s", mistake).isTrue();
        assertThat(textOf(facts.path("badArguments"))).contains("name");
        assertThat(facts.path("parallel"))
                .hasSizeGreaterThan(1)
                .allSatisfy(each ->
                        assertThat(textOf(each)).contains(each.path("name").asText()));
    }

    private static String textOf(JsonNode answer) {
        return answer.path("result").path("content").path(0).path("text").asText();
    }
}
