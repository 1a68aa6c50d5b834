package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.AuditRecord;
import dev.sluice.config.SluiceConfig;
import dev.sluice.ledger.Database;
import dev.sluice.ledger.LedgerFilter;
import dev.sluice.ledger.LedgerQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tools that are found instead of listed, through the whole gateway. */
@Tag("R-309")
class SearchIT {
    @Test
    void findsToolsAndCallsThemAsIfTheyHadBeenCalledByName() throws Exception {
        SluiceConfig config;
        try (GatewayFixture gateway = start()) {
            config = gateway.config();
            TestCaller ada = gateway.as("ada", "operator").at("big");

            Answer list = ada.modern("tools/list", "", Map.of());
            Answer found = ada.call("find_tools", "{\"query\":\"echo a text\"}");
            Answer called = ada.call("call_tool", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hello there\"}}");
            Answer wrong = ada.call("call_tool", "{\"name\":\"echo\",\"arguments\":{\"text\":7}}");
            Answer direct = ada.call("echo", "{\"text\":\"direct\"}");

            assertThat(list.json().at("/result/tools"))
                    .extracting(tool -> tool.path("name").asText())
                    .containsExactly("find_tools", "call_tool", "hello_world");
            JsonNode first = found.json().at("/result/structuredContent/tools/0");
            assertThat(first.path("name").asText()).isEqualTo("echo");
            assertThat(first.path("description").asText()).isNotEmpty();
            assertThat(first.path("inputSchema").path("type").asText()).isEqualTo("object");
            assertThat(found.toolText()).contains("\"name\":\"echo\"");
            assertThat(called.text()).contains("hello there");
            assertThat(wrong.json().at("/result/isError").asBoolean()).isTrue();
            assertThat(direct.text()).contains("direct");
            assertThat(ada.call("find_tools", "{\"query\":\"zyxwv\"}")
                            .json()
                            .at("/result/structuredContent/tools")
                            .size())
                    .isZero();
            assertThat(gateway.as("ada")
                            .call("find_tools", "{\"query\":\"echo\"}")
                            .status())
                    .as("at an endpoint without search")
                    .isEqualTo(200)
                    .satisfies(ignored -> assertThat(gateway.as("ada")
                                    .call("find_tools", "{\"query\":\"echo\"}")
                                    .json()
                                    .at("/error/code")
                                    .asInt())
                            .isEqualTo(-32602));
        }
        try (Database database = Database.open(config.ledger(), config.dataDir())) {
            List<AuditRecord> calls = new LedgerQuery(database)
                    .find(LedgerFilter.latest(20).ofKind(AuditRecord.CALL))
                    .await(30, TimeUnit.SECONDS);
            assertThat(calls)
                    .extracting(AuditRecord::target)
                    .contains("echo", "find_tools")
                    .doesNotContain("call_tool");
        }
    }

    @Test
    @Tag("R-103")
    void findsAndCallsOnlyWhatRolesAllow() {
        try (GatewayFixture gateway = start()) {
            TestCaller bob = gateway.as("bob").at("big");

            Answer found = bob.call("find_tools", "{\"query\":\"echo\",\"limit\":25}");
            Answer called = bob.call("call_tool", "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}}");

            assertThat(found.json().at("/result/structuredContent/tools"))
                    .extracting(tool -> tool.path("name").asText())
                    .doesNotContain("echo");
            assertThat(called.code()).isEqualTo("INSUFFICIENT_PERMISSIONS");
        }
    }

    @Test
    @Tag("R-202")
    void worksForClientsOf2025AsWell() {
        try (GatewayFixture gateway = start()) {
            TestCaller cleo = gateway.as("cleo", "operator").at("big");
            Map<String, String> session = Map.of(
                    "Mcp-Session-Id",
                    cleo.post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                                    + "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                                    + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                            .header("Mcp-Session-Id"));

            Answer list = cleo.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", session);
            Answer found = cleo.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"find_tools\","
                            + "\"arguments\":{\"query\":\"echo\"}}}",
                    session);
            Answer called = cleo.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"call_tool\","
                            + "\"arguments\":{\"name\":\"echo\",\"arguments\":{\"text\":\"old\"}}}}",
                    session);

            assertThat(list.json().at("/result/tools").size()).isEqualTo(3);
            assertThat(found.json().at("/result/structuredContent/tools/0/name").asText())
                    .isEqualTo("echo");
            assertThat(called.text()).contains("old");
        }
    }

    private static GatewayFixture start() {
        return GatewayFixture.start("""
                tools: {echo: {roles: [operator]}}
                limits: {perUser: 0}
                servers: {big: {search: true, listed: ["hello*"]}}
                """);
    }
}
