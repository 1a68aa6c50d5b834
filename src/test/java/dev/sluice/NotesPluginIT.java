package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.MarkdownFile.Block;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The example of a plugin, built by the commands of its README and served by a gateway. */
@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotesPluginIT {
    private static final Path EXAMPLE = Path.of("examples", "notes-plugin");

    private GatewayFixture gateway;
    private TestCaller ada;

    @BeforeAll
    void buildAsTheReadmeSays(@TempDir Path home) throws Exception {
        assumeTrue(UnpackedProject.isBuilt(), "target/sluice.jar is missing: mvn package makes it");
        UnpackedProject project = UnpackedProject.into(home);
        copy(EXAMPLE, home.resolve(EXAMPLE));
        try {
            for (Block block : MarkdownFile.read(EXAMPLE.resolve("README.md")).blocks()) {
                if (!block.isLeftOut()) {
                    UnpackedProject.Ended ended = project.shell(block.script());
                    assertThat(ended.exitCode()).as(ended.output()).isZero();
                }
            }
        } finally {
            project.unlink();
        }
        gateway = GatewayFixture.start("", Map.of(), plugins -> copy(home.resolve("plugins"), plugins));
        ada = gateway.as("ada");
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void aNoteThatWasWrittenCanBeRead() {
        Answer written = call(ada, "write-note", "{\"title\":\"read me\",\"text\":\"Hello.\"}", "");

        assertThat(written.toolText()).isEqualTo("Noted.");
        assertThat(read(ada, "notes://index").at("/result/contents/0/text").asText())
                .contains("read me");
        assertThat(read(ada, "notes://note/read%20me")
                        .at("/result/contents/0/text")
                        .asText())
                .isEqualTo("Hello.");
    }

    @Test
    void aNoteIsReplacedOnlyWhenItsCallerSaysSo() {
        String milk = "{\"title\":\"milk\",\"text\":\"Buy some.\"}";
        String bread = "{\"title\":\"milk\",\"text\":\"Buy bread.\"}";
        call(ada, "write-note", milk, "");

        JsonNode question = call(ada, "write-note", bread, "").json().path("result");
        Answer kept = call(ada, "write-note", bread, answering(question, false));
        Answer replaced = call(ada, "write-note", bread, answering(question, true));

        assertThat(question.path("resultType").asText()).isEqualTo("input_required");
        assertThat(kept.toolText()).isEqualTo("The note was left as it is.");
        assertThat(replaced.toolText()).isEqualTo("Noted.");
        assertThat(read(ada, "notes://note/milk").at("/result/contents/0/text").asText())
                .isEqualTo("Buy bread.");
    }

    @Test
    void anAnswerMayComeOverAnyConnection() throws Exception {
        String note = "{\"title\":\"anywhere\",\"text\":\"Here.\"}";
        call(ada, "write-note", note, "");
        JsonNode question = call(ada, "write-note", note, "").json().path("result");

        for (int i = 0; i < 8; i++) {
            try (HttpClient another = TrustingClient.of(gateway.caCertificate())) {
                HttpRequest answer = ada.request(
                        callBody("write-note", note, answering(question, false)), headers("tools/call", "write-note"));

                assertThat(another.send(answer, BodyHandlers.ofString()).body()).contains("left as it is");
            }
        }
    }

    @Test
    void anImportTellsHowFarItIs() {
        Answer answer = ada.post(
                body(
                        "tools/call",
                        "\"name\":\"import-notes\",\"arguments\":{\"notes\":{\"a\":\"1\",\"b\":\"2\"}}",
                        ",\"progressToken\":\"p\""),
                headers("tools/call", "import-notes"));

        List<JsonNode> messages = answer.text()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> tree(line.substring(5)))
                .toList();
        assertThat(messages)
                .extracting(message -> message.at("/params/progress").asInt())
                .startsWith(1, 2);
        assertThat(messages.getLast().at("/result/content/0/text").asText()).isEqualTo("2 notes were imported.");
    }

    @Test
    void aPromptIsFilledAndItsArgumentCompleted() {
        call(ada, "write-note", "{\"title\":\"summary\",\"text\":\"Long.\"}", "");

        Answer filled = ada.post(
                body("prompts/get", "\"name\":\"summarize-note\",\"arguments\":{\"title\":\"summary\"}", ""),
                headers("prompts/get", "summarize-note"));
        Answer completed = ada.modern(
                "completion/complete",
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"summarize-note\"},"
                        + "\"argument\":{\"name\":\"title\",\"value\":\"summ\"}",
                Map.of());

        assertThat(filled.json().at("/result/messages/1/content/text").asText()).isEqualTo("Long.");
        assertThat(completed.json().at("/result/completion/values"))
                .extracting(JsonNode::asText)
                .containsExactly("summary");
    }

    @Test
    void notesOfOthersAreNotSeen() {
        call(ada, "write-note", "{\"title\":\"secret\",\"text\":\"Mine.\"}", "");

        JsonNode answer = read(gateway.as("bob"), "notes://note/secret");

        assertThat(answer.at("/error/code").asInt()).isEqualTo(-32602);
    }

    private static String answering(JsonNode question, boolean replace) {
        return ",\"inputResponses\":{\"replace\":{\"action\":\"accept\",\"content\":{\"replace\":" + replace + "}}},"
                + "\"requestState\":" + question.path("requestState");
    }

    private static Answer call(TestCaller caller, String tool, String arguments, String more) {
        return caller.post(callBody(tool, arguments, more), headers("tools/call", tool));
    }

    private static String callBody(String tool, String arguments, String more) {
        return body("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + more, "");
    }

    private static JsonNode read(TestCaller caller, String uri) {
        return caller.post(body("resources/read", "\"uri\":\"" + uri + '"', ""), headers("resources/read", uri))
                .json();
    }

    private static String body(String method, String params, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}" + meta + "}}}";
    }

    private static Map<String, String> headers(String method, String name) {
        return Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name);
    }

    private static JsonNode tree(String json) {
        try {
            return JsonCodec.MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
