package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes back and forth over the pipes while a call runs: notifications, questions, answers. */
@Tag("R-204")
class StdioDialogueIT {
    private static final String FORM = "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}";
    private static final String CONTACT =
            "{\"action\":\"accept\",\"content\":{\"username\":\"ada\",\"email\":\"ada@example.com\"}}";

    @TempDir
    Path home;

    @BeforeEach
    void plugin() throws Exception {
        PluginJar.ofTheConformanceFixture(Files.createDirectories(home.resolve("plugins")));
    }

    @Test
    void anOldClientIsAskedOnThePipeAndAnswersOnIt() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-06-18", "\"elicitation\":{},\"sampling\":{}"),
                    Lines.INITIALIZED,
                    Lines.request("1", "tools/call", Lines.call("test_elicitation", "{\"message\":\"Who?\"}")),
                    Lines.request("2", "tools/call", Lines.call("test_sampling", "{\"prompt\":\"Say.\"}")));
            JsonNode who = sluice.await(asks("elicitation/create"));
            JsonNode say = sluice.await(asks("sampling/createMessage"));
            assertThat(who.at("/params/message").asText()).isEqualTo("Who?");

            sluice.send(
                    answer(
                            say.path("id"),
                            "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\","
                                    + "\"text\":\"Hi.\"}}"),
                    answer("\"nobody asked\"", CONTACT),
                    answer(who.path("id"), CONTACT));

            assertThat(text(sluice.await("1"))).contains("accept", "ada@example.com");
            assertThat(text(sluice.await("2"))).contains("Hi.");
        }
    }

    @Test
    void aModernClientIsAskedByItsResult() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            String call = Lines.call("test_elicitation", "{\"message\":\"Who?\"}");
            sluice.send(modern("1", call));
            JsonNode asked = sluice.await("1").path("result");
            assertThat(asked.path("resultType").asText()).isEqualTo("input_required");

            sluice.send(modern(
                    "2",
                    call + ",\"requestState\":" + asked.path("requestState") + ",\"inputResponses\":{" + '"'
                            + asked.path("inputRequests").fieldNames().next() + "\":" + CONTACT + '}'));

            assertThat(text(sluice.await("2"))).contains("accept", "ada@example.com");
        }
    }

    @Test
    void notificationsComeBeforeTheAnswerWithTheTokenOfTheirCall() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-11-25", ""),
                    Lines.request(
                            "1",
                            "tools/call",
                            Lines.call("test_tool_with_progress", "{}") + ",\"_meta\":{\"progressToken\":7}"),
                    Lines.modern(
                            "\"1\"",
                            "tools/call",
                            Lines.call("test_tool_with_progress", "{}"),
                            "\"progressToken\":\"7\""),
                    Lines.modern(
                            "\"2\"",
                            "tools/call",
                            Lines.call("test_tool_with_logging", "{}"),
                            "\"io.modelcontextprotocol/logLevel\":\"info\""));
            sluice.await("1");
            sluice.await("\"1\"");
            sluice.await("\"2\"");

            assertThat(before(sluice, "1", progress("7"))).hasSize(3);
            assertThat(before(sluice, "\"1\"", progress("\"7\""))).hasSize(3);
            assertThat(before(
                            sluice,
                            "\"2\"",
                            message -> message.path("method").asText().equals("notifications/message")))
                    .hasSize(3);
        }
    }

    @Test
    void aCancelledCallThatWaitsForItsClientTakesItsQuestionBack() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-11-25", "\"elicitation\":{}"),
                    Lines.request("1", "tools/call", Lines.call("test_elicitation", "{\"message\":\"Who?\"}")));
            JsonNode who = sluice.await(asks("elicitation/create"));

            sluice.send(Lines.cancelled("1"));

            JsonNode taken =
                    sluice.await(message -> message.path("method").asText().equals("notifications/cancelled"));
            assertThat(taken.at("/params/requestId")).isEqualTo(who.path("id"));
            sluice.send(answer(who.path("id"), CONTACT), Lines.request("2", "ping", ""));
            sluice.await("2");
            assertThat(sluice.messages())
                    .noneMatch(message -> message.path("id").toString().equals("1"));
        }
    }

    @Test
    void changesAreToldToTheSessionAndToWhoeverListens() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            String wanted = "\"notifications\":{\"toolsListChanged\":true}";
            sluice.send(
                    Lines.initialize("0", "2025-11-25", ""),
                    Lines.INITIALIZED,
                    Lines.modern("7", "subscriptions/listen", wanted),
                    Lines.modern("\"7\"", "subscriptions/listen", wanted));
            sluice.await(subscribed("7", "notifications/subscriptions/acknowledged"));
            sluice.await(subscribed("\"7\"", "notifications/subscriptions/acknowledged"));
            sluice.send(Lines.cancelled("\"7\""));

            sluice.send(Lines.request("1", "tools/call", Lines.call("test_trigger_tool_change", "{}")));

            sluice.await(subscribed("7", "notifications/tools/list_changed"));
            sluice.await(
                    message -> isChange(message) && message.at("/params/_meta").isMissingNode());
            sluice.end();
            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.messages().stream().filter(StdioDialogueIT::isChange))
                    .hasSize(2);
            assertThat(sluice.await("7").at("/result/resultType").asText()).isEqualTo("complete");
            assertThat(sluice.messages())
                    .noneMatch(message -> message.path("id").toString().equals("\"7\""));
        }
    }

    @Test
    void anOldClientSetsItsLevelAndSubscribesForThePipe() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-06-18", ""),
                    Lines.INITIALIZED,
                    Lines.request("1", "tools/call", Lines.call("test_logging_tool", "{}")),
                    Lines.request("2", "logging/setLevel", "\"level\":\"debug\""));
            sluice.await("1");
            sluice.await("2");
            assertThat(sluice.messages()).noneMatch(message -> message.has("method"));

            sluice.send(Lines.request("3", "tools/call", Lines.call("test_logging_tool", "{}")));
            sluice.await("3");
            assertThat(before(
                            sluice,
                            "3",
                            message -> message.path("method").asText().equals("notifications/message")))
                    .hasSize(1);
        }
    }

    @Test
    void whoEndsTheInputIsNotWaitedForAnyMore() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-11-25", "\"elicitation\":{}"),
                    Lines.request("1", "tools/call", Lines.call("test_elicitation", "{\"message\":\"Who?\"}")));
            sluice.await(asks("elicitation/create"));

            sluice.end();

            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.await("1").has("error")).isTrue();
        }
    }

    private static String modern(String id, String params) {
        return Lines.modern(id, "tools/call", params)
                .replace("\"io.modelcontextprotocol/clientCapabilities\":{}", FORM);
    }

    private static Predicate<JsonNode> asks(String method) {
        return message -> message.path("method").asText().equals(method) && message.has("id");
    }

    private static boolean isChange(JsonNode message) {
        return message.path("method").asText().equals("notifications/tools/list_changed");
    }

    private static Predicate<JsonNode> subscribed(String id, String method) {
        return message -> message.path("method").asText().equals(method)
                && message.path("params")
                        .path("_meta")
                        .path("io.modelcontextprotocol/subscriptionId")
                        .toString()
                        .equals(id);
    }

    private static Predicate<JsonNode> progress(String token) {
        return message -> message.at("/params/progressToken").toString().equals(token);
    }

    private static String answer(JsonNode id, String result) {
        return answer(id.toString(), result);
    }

    private static String answer(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static List<JsonNode> before(StdioProcess sluice, String id, Predicate<JsonNode> wanted) {
        return sluice.messages().stream()
                .takeWhile(message -> !message.path("id").toString().equals(id))
                .filter(wanted)
                .toList();
    }

    private static String text(JsonNode answer) {
        return answer.at("/result/content/0/text").asText();
    }
}
