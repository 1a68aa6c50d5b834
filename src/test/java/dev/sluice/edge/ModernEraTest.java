package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModernEraTest {
    private EdgeHarness gateway = new EdgeHarness();

    @BeforeAll
    void open() {
        assertThat(gateway.port.get()).isPositive();
    }

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        List<ToolEntry> tools = new ArrayList<>(EdgeHarness.tools());
        tools.add(new ToolEntry(
                "regional",
                "stub",
                "regional",
                RawJson.of("{\"name\":\"regional\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}"),
                Set.of("user"),
                Duration.ofMinutes(1),
                true,
                true,
                TaskSupport.NONE,
                arguments -> null));
        gateway.catalog.publish(new CatalogSnapshot(2, tools));
    }

    @Test
    void callsAToolAndNamesItself() {
        var reply = gateway.ask().call("echo", "{\"a\":1.0}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(reply.result().path("content").path(0).path("text").asText()).isEqualTo("done");
        assertThat(reply.result()
                        .path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("version")
                        .asText())
                .isEqualTo("1.2.3");
        assertThat(gateway.stubs.calls.element().arguments().toString()).isEqualTo("{\"a\":1.0}");
    }

    @Test
    @Tag("R-101")
    void speaksHttp2() {
        var reply = gateway.ask().overHttp2().call("echo", "{}");

        assertThat(reply.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void discoversWhatIsServed() {
        var reply = gateway.ask().modern("server/discover", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.result().path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(reply.result().path("capabilities").toString())
                .isEqualTo("{\"tools\":{\"listChanged\":true},\"logging\":{}}");
        assertThat(reply.result().path("ttlMs").isInt()).isTrue();
        assertThat(reply.header("Mcp-Session-Id")).isEqualTo("null");
    }

    @Test
    void listsOnlyWhatTheCallerMayCall() {
        var alice = gateway.ask().modern("tools/list", "");
        var root = gateway.ask().as("root").modern("tools/list", "");

        assertThat(alice.result().path("tools").findValuesAsText("name")).containsExactly("echo", "strict", "regional");
        assertThat(root.result().path("tools").findValuesAsText("name"))
                .containsExactly("echo", "admin-only", "strict", "regional");
        assertThat(alice.result().path("cacheScope").asText()).isEqualTo("private");
    }

    @Test
    void refusesACursorItDidNotMake() {
        var reply = gateway.ask().modern("tools/list", "\"cursor\":\"MS4xLjc\",");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void answersUnknownToolsInBand() {
        var reply = gateway.ask().call("nothing", "{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    @Tag("R-110")
    void tellsTheModelWhichArgumentIsWrong() {
        var reply = gateway.ask().call("strict", "{}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.result().path("isError").asBoolean()).isTrue();
        assertThat(reply.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(reply.result().path("content").path(0).path("text").asText()).contains("/x", "required");
        assertThat(gateway.stubs.calls).isEmpty();
    }

    @Test
    @Tag("R-103")
    void refusesACallerWithoutTheRole() {
        var reply = gateway.ask().call("admin-only", "{}");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("INSUFFICIENT_PERMISSIONS");
        assertThat(reply.error().path("code").asInt()).isEqualTo(-31403);
        assertThat(reply.header("WWW-Authenticate")).contains("insufficient_scope");
        assertThat(gateway.audit).anyMatch(entry -> entry.kind().equals("permission_denied"));
    }

    @Test
    void comparesParameterHeadersWithTheBody() {
        String good = "{\"region\":\"eu\"}";

        assertThat(gateway.ask()
                        .header("Mcp-Param-Region", "eu")
                        .call("regional", good)
                        .status())
                .isEqualTo(200);
        var missing = gateway.ask().call("regional", good);
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.error().path("code").asInt()).isEqualTo(-32020);
        assertThat(gateway.ask()
                        .header("Mcp-Param-Region", "us")
                        .call("regional", good)
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Tag("R-202")
    void passesOnQuestionsOfATool() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(new Outcome.InputRequired(
                        RawJson.of("{\"k\":{\"method\":\"roots/list\"}}"), RawJson.of("{\"secret\":1}"))));

        var reply = gateway.ask().call("echo", "{}");

        assertThat(reply.result().path("resultType").asText()).isEqualTo("input_required");
        assertThat(reply.result().path("requestState").asText()).isNotEmpty().doesNotContain("secret");
        assertThat(reply.result().path("inputRequests").path("k").path("method").asText())
                .isEqualTo("roots/list");
    }

    @Test
    @Tag("R-113")
    void answersWhatAdmissionRefuses() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(
                        new Outcome.Refused(Refusal.of(RefusalCode.QUEUE_FULL).retryAfter(Duration.ofMillis(1_500)))));

        var reply = gateway.ask().call("echo", "{}");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("2");
        assertThat(reply.code()).isEqualTo("QUEUE_FULL");
        assertThat(reply.error().path("data").path("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
        assertThat(reply.error().path("data").path("timestamp").asText()).isEqualTo("2026-11-01T00:00:00Z");
    }

    @Test
    @Tag("R-113")
    void answersWhenTheStageBehindBreaks() {
        gateway.stubs.tools.put("echo", call -> Future.failedFuture("a secret path"));

        var reply = gateway.ask().call("echo", "{}");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32603);
        assertThat(reply.body()).doesNotContain("secret").doesNotContain("broken");
    }
}
