package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-104")
class EnvelopeTest {
    private final EdgeHarness gateway = new EdgeHarness();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void executesAToolAndShowsItsStructure() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(new Outcome.Completed(
                        RawJson.of("{\"content\":[],\"structuredContent\":{\"success\": true, \"n\":1.50}}"), false)));

        var reply = gateway.ask().post(execute("echo", "{\"userId\":\"1\"}"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .isEqualTo("{\"type\":\"response\",\"id\":\"1\",\"result\":{\"success\": true, \"n\":1.50}}");
        assertThat(gateway.stubs.calls.element().arguments().toString()).isEqualTo("{\"userId\":\"1\"}");
    }

    @Test
    void showsContentWhenThereIsNoStructure() {
        var reply = gateway.ask().post(execute("echo", "{}"));

        assertThat(reply.result().path(0).path("text").asText()).isEqualTo("done");
    }

    @Test
    void listsToolsAndAnswersPings() {
        var list = gateway.ask().post("{\"type\":\"request\",\"id\":7,\"method\":\"tools/list\"}");
        var ping = gateway.ask().post("{\"type\":\"request\",\"id\":\"p\",\"method\":\"ping\"}");

        assertThat(list.json().path("id").asInt()).isEqualTo(7);
        assertThat(list.result().path("tools").findValuesAsText("name")).containsExactly("echo", "strict");
        assertThat(ping.body()).isEqualTo("{\"type\":\"response\",\"id\":\"p\",\"result\":{}}");
    }

    @Test
    @Tag("R-105")
    void refusesTheHundredAndFirstRequestAsTheSeedShows() {
        gateway.stubs.limits.perUser = 100;
        String body = "{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/list\"}";
        for (int i = 0; i < 100; i++) {
            assertThat(gateway.ask().post(body).status()).isEqualTo(200);
        }

        var reply = gateway.ask().post(body);

        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.json().path("type").asText()).isEqualTo("error");
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32603);
        assertThat(reply.error().path("message").asText()).isEqualTo("Rate limit exceeded");
        assertThat(reply.error().path("data").path("limit").asInt()).isEqualTo(100);
        assertThat(reply.error().path("data").path("retryAfter").asInt()).isEqualTo(45);
        assertThat(reply.code()).isEqualTo("RATE_LIMIT_EXCEEDED");
        assertThat(reply.header("Retry-After")).isEqualTo("45");
        assertThat(reply.header("RateLimit-Limit")).isEqualTo("100");
        assertThat(reply.header("RateLimit-Remaining")).isEqualTo("0");
        assertThat(reply.header("RateLimit-Reset")).isEqualTo("45");
        gateway.ask().post(body);
        assertThat(gateway.audit.stream().filter(e -> e.kind().equals("rate_limit_hit")))
                .hasSize(1);
    }

    @Test
    @Tag("R-102")
    void refusesABadTokenAsTheSeedShows() {
        var reply = gateway.ask().as("invalid_token").post(execute("echo", "{}"));

        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.json().path("type").asText()).isEqualTo("error");
        assertThat(reply.json().path("id").asText()).isEqualTo("1");
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32600);
        assertThat(reply.error().path("message").asText()).isEqualTo("Invalid or expired token");
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"sluice\", error=\"invalid_token\"");
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        var unknown = gateway.ask().post("{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/destroy\"}");
        var noParams = gateway.ask().post("{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\"}");
        var noTool = gateway.ask().post(execute("nothing", "{}"));
        var noFit = gateway.ask().post(execute("strict", "{}"));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.error().path("code").asInt()).isEqualTo(-32601);
        assertThat(noParams.status()).isEqualTo(400);
        assertThat(noTool.status()).isEqualTo(400);
        assertThat(noTool.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(noFit.code()).isEqualTo("INVALID_ARGUMENTS");
        assertThat(noFit.error().path("data").path("field").asText()).isEqualTo("/x");
    }

    @Test
    void tellsThatAToolFailed() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(new Outcome.Completed(
                        RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":\"no such user\"}],\"isError\":true}"),
                        true)));

        var reply = gateway.ask().post(execute("echo", "{}"));

        assertThat(reply.code()).isEqualTo("TOOL_FAILED");
        assertThat(reply.error().path("message").asText()).isEqualTo("no such user");
    }

    private static String execute(String tool, String input) {
        return "{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\",\"params\":{\"name\":\"" + tool
                + "\",\"input\":" + input + "}}";
    }
}
