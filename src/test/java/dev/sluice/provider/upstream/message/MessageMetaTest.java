package dev.sluice.provider.upstream.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.upstream.Asked;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes to an upstream as metadata. */
@Tag("R-302")
class MessageMetaTest {
    private static final String FROM_CALLER = "{\"io.modelcontextprotocol/protocolVersion\":\"2099-01-01\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"agent\"},\"progressToken\":7,"
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"roots\":{}},\"com.example/x\":1.00}";

    private final MessageMeta meta = new MessageMeta("2026-07-28", "1.2.3");

    @Test
    void saysOnItsOwnBehalfWhatTheProtocolReservesAndPassesTheRest() {
        Asked asked = Asked.tool("t").meta(FROM_CALLER).hears("7", LogLevel.WARNING);
        Buffer written = meta.modern(
                Buffer.buffer(), asked.call(), ClientCapabilities.having(Set.of(Capability.FORM)), RawJson.of("3"));

        assertThat(written.toString())
                .isEqualTo(
                        "{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"sluice\",\"version\":\"1.2.3\"},"
                                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{\"form\":{}}},"
                                + "\"io.modelcontextprotocol/logLevel\":\"warning\",\"progressToken\":3,\"com.example/x\":1.00}");
    }

    @Test
    void isAnObjectInTheLegacyErasTooWhateverThereIsToSay() {
        assertThat(MessageMeta.legacy(Buffer.buffer(), Asked.tool("t").call(), null))
                .hasToString("{}");
        assertThat(MessageMeta.legacy(
                        Buffer.buffer("x"), Asked.tool("t").meta(FROM_CALLER).call(), RawJson.of("\"p\"")))
                .hasToString("x{\"progressToken\":\"p\",\"com.example/x\":1.00}");
    }

    @Test
    void passesExtensionsThatItDoesNotKnow() {
        Asked asked = Asked.tool("t")
                .meta("{\"io.modelcontextprotocol/clientCapabilities\":{\"roots\":{},\"extensions\":"
                        + "{\"io.modelcontextprotocol/tasks\":{},\"com.example/ui\":{\"x\":1.0}}}}");

        assertThat(meta.modern(Buffer.buffer(), asked.call(), ClientCapabilities.NONE, null)
                        .toString())
                .contains("clientCapabilities\":{\"extensions\":{\"com.example/ui\":{\"x\":1.0}}}");
        assertThat(meta.modern(
                                Buffer.buffer(),
                                asked.call(),
                                ClientCapabilities.having(Set.of(Capability.ROOTS, Capability.TASKS)),
                                null)
                        .toString())
                .contains("clientCapabilities\":{\"roots\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{},"
                        + "\"com.example/ui\":{\"x\":1.0}}}");
    }
}
