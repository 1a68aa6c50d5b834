package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prompts, resources and completions go the way of tools: listed by role, judged, counted, recorded. */
@Tag("R-201")
@Tag("R-202")
class CatalogTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final EdgeHarness gateway = new EdgeHarness();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void hasNoMethodsForWhatIsNotThere() {
        assertThat(gateway.ask().modern("prompts/list", "").status()).isEqualTo(404);
        assertThat(gateway.ask()
                        .modern("resources/list", "")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32601);
        assertThat(gateway.ask()
                        .modern("completion/complete", "")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32601);
    }

    @Test
    void declaresAndListsWhatIsThere() {
        publish();

        var capabilities = gateway.ask().modern("server/discover", "").result().path("capabilities");
        assertThat(capabilities.path("prompts").path("listChanged").asBoolean()).isTrue();
        assertThat(capabilities.path("resources").path("subscribe").asBoolean()).isTrue();
        assertThat(capabilities.has("completions")).isTrue();
        var prompts = gateway.ask().modern("prompts/list", "").result();
        assertThat(prompts.path("prompts").size()).isEqualTo(1);
        assertThat(prompts.path("ttlMs").isInt()).isTrue();
        assertThat(gateway.ask()
                        .modern("resources/list", "")
                        .result()
                        .path("resources")
                        .size())
                .isEqualTo(1);
        assertThat(gateway.ask()
                        .as("root")
                        .modern("resources/list", "")
                        .result()
                        .path("resources")
                        .size())
                .isEqualTo(2);
        assertThat(gateway.ask()
                        .modern("resources/templates/list", "")
                        .result()
                        .path("resourceTemplates")
                        .path(0)
                        .path("uriTemplate")
                        .asText())
                .isEqualTo("t://{id}/data");
    }

    @Test
    void fillsPrompts() {
        publish();
        gateway.stubs.tools.put(
                "greet", call -> Future.succeededFuture(new Outcome.Completed(RawJson.of("{\"messages\":[]}"), false)));

        var reply = gateway.ask()
                .header("Mcp-Name", "greet")
                .modern("prompts/get", "\"name\":\"greet\",\"arguments\":{\"who\":\"you\"},");

        assertThat(reply.result().path("messages").isArray()).isTrue();
        assertThat(reply.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(last().target()).isInstanceOf(PromptEntry.class);
        assertThat(last().arguments()).hasToString("{\"who\":\"you\"}");
        assertThat(gateway.audit).anyMatch(record -> "greet".equals(record.target()));
    }

    @Test
    void namesTheArgumentThatAPromptLacks() {
        publish();

        var reply = gateway.ask().header("Mcp-Name", "greet").modern("prompts/get", "\"name\":\"greet\",");

        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(reply.error().path("data").path("field").asText()).isEqualTo("arguments.who");
    }

    @Test
    void readsResourcesByUriAndByTemplate() {
        publish();

        gateway.ask().header("Mcp-Name", "a://b").modern("resources/read", "\"uri\":\"a://b\",");
        assertThat(((ResourceTarget) last().target()).template()).isNull();
        gateway.ask().header("Mcp-Name", "t://1%202/data").modern("resources/read", "\"uri\":\"t://1%202/data\",");
        assertThat(((ResourceTarget) last().target()).variables()).containsEntry("id", "1 2");
    }

    @Test
    void saysWhichResourceIsNotThere() {
        publish();

        var reply = gateway.ask().header("Mcp-Name", "no://where").modern("resources/read", "\"uri\":\"no://where\",");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(reply.error().path("data").path("uri").asText()).isEqualTo("no://where");
    }

    @Test
    void keepsResourcesFromThoseWithoutTheRole() {
        publish();

        var reply = gateway.ask().header("Mcp-Name", "s://x").modern("resources/read", "\"uri\":\"s://x\",");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(gateway.stubs.calls).isEmpty();
    }

    @Test
    void completesArguments() {
        publish();

        gateway.ask()
                .modern(
                        "completion/complete",
                        "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greet\"},\"argument\":{\"name\":\"who\",\"value\":\"y\"},"
                                + "\"context\":{\"arguments\":{\"x\":\"1\"}},");

        CompletionTarget target = (CompletionTarget) last().target();
        assertThat(target.argument()).isEqualTo("who");
        assertThat(target.value()).isEqualTo("y");
        assertThat(target.known()).containsEntry("x", "1");
    }

    @Test
    void saysWhatIsWrongWithACompletion() {
        publish();

        var reply = gateway.ask()
                .modern(
                        "completion/complete",
                        "\"ref\":{\"type\":\"ref/else\"},\"argument\":{\"name\":\"n\",\"value\":\"\"},");

        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(reply.error().path("data").path("field").asText()).isEqualTo("ref.type");
    }

    private Call last() {
        return gateway.stubs.calls.stream().reduce((first, second) -> second).orElseThrow();
    }

    private void publish() {
        gateway.catalog.publish(new CatalogSnapshot(
                2,
                new CatalogSnapshot.Contents(
                        EdgeHarness.tools(),
                        List.of(new PromptEntry(
                                "greet",
                                "stub",
                                "greet",
                                RawJson.of("{\"name\":\"greet\"}"),
                                Set.of("who"),
                                Set.of(),
                                LIMIT)),
                        List.of(
                                new ResourceEntry(
                                        "a://b",
                                        "stub",
                                        RawJson.of("{\"uri\":\"a://b\",\"name\":\"b\"}"),
                                        Set.of(),
                                        LIMIT),
                                new ResourceEntry(
                                        "s://x",
                                        "stub",
                                        RawJson.of("{\"uri\":\"s://x\",\"name\":\"x\"}"),
                                        Set.of("admin"),
                                        LIMIT)),
                        List.of(new TemplateEntry(
                                UriTemplate.of("t://{id}/data"),
                                "stub",
                                RawJson.of("{\"uriTemplate\":\"t://{id}/data\",\"name\":\"t\"}"),
                                Set.of(),
                                LIMIT)),
                        true,
                        true)));
    }
}
