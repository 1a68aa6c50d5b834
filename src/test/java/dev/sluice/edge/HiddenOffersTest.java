package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever may not use something learns nothing of what it takes. */
@Tag("R-103")
class HiddenOffersTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final EdgeHarness gateway = new EdgeHarness();

    @BeforeEach
    void publish() {
        ToolEntry tool = new ToolEntry(
                "vault",
                "stub",
                "vault",
                RawJson.of("{\"name\":\"vault\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
                        + "{\"pin\":{\"type\":\"string\",\"x-mcp-header\":\"Pin\"}}}}"),
                Set.of("admin"),
                LIMIT,
                true,
                true,
                TaskSupport.NONE,
                arguments -> new ArgumentsCheck.Violation("/pin", "required", "is required"));
        PromptEntry prompt = new PromptEntry(
                "hush", "stub", "hush", RawJson.of("{\"name\":\"hush\"}"), Set.of("pin"), Set.of("admin"), LIMIT);
        gateway.catalog.publish(new CatalogSnapshot(
                2, new CatalogSnapshot.Contents(List.of(tool), List.of(prompt), List.of(), List.of(), true, false)));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void doesNotSayWhichArgumentOfAToolIsWrong() {
        String call = "\"name\":\"vault\",\"arguments\":{}";
        Reply modern = gateway.ask().call("vault", "{}");
        Reply header = gateway.ask().call("vault", "{\"pin\":\"1\"}");
        Reply legacy = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25"))
                .legacy("tools/call", call);
        Reply envelope = gateway.ask()
                .post("{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\","
                        + "\"params\":{\"name\":\"vault\",\"input\":{}}}");

        assertThat(List.of(modern, header, legacy, envelope)).allSatisfy(HiddenOffersTest::isForbidden);
        assertThat(gateway.ask().as("root").call("vault", "{}").body()).contains("/pin");
    }

    @Test
    void doesNotSayWhichArgumentsAPromptNeeds() {
        Reply modern = gateway.ask().header("Mcp-Name", "hush").modern("prompts/get", "\"name\":\"hush\",");
        Reply legacy = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25"))
                .legacy("prompts/get", "\"name\":\"hush\"");

        assertThat(List.of(modern, legacy)).allSatisfy(HiddenOffersTest::isForbidden);
        assertThat(gateway.ask()
                        .as("root")
                        .header("Mcp-Name", "hush")
                        .modern("prompts/get", "\"name\":\"hush\",")
                        .error()
                        .path("data")
                        .path("field")
                        .asText())
                .isEqualTo("arguments.pin");
    }

    private static void isForbidden(Reply reply) {
        assertThat(reply.code()).isEqualTo("INSUFFICIENT_PERMISSIONS");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).doesNotContainIgnoringCase("pin");
    }
}
