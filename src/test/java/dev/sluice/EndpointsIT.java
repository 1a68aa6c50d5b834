package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Endpoints with a selection of what there is, through the whole gateway. */
@Tag("R-306")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointsIT {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

    private GatewayFixture gateway;

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start("""
                servers:
                  greetings: {tools: ["hello*", nothing], perUser: 3, instructions: Say hello.}
                  ops: {roles: [ops]}
                """);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void showsWhatItSelectsAndRunsNothingElse() {
        TestCaller ada = gateway.as("ada").at("greetings");

        Answer list = ada.modern("tools/list", "", Map.of());
        Answer called = ada.call("hello_world", "{}");
        Answer other = ada.call("echo", "{\"text\":\"x\"}");

        assertThat(list.json().at("/result/tools").size()).isEqualTo(1);
        assertThat(list.json().at("/result/tools/0/name").asText()).isEqualTo("hello_world");
        assertThat(called.status()).isEqualTo(200);
        assertThat(called.json().at("/result/isError").asBoolean()).isFalse();
        assertThat(other.json().at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(gateway.as("bea").call("echo", "{\"text\":\"x\"}").status()).isEqualTo(200);
    }

    @Test
    void hasALimitOfItsOwn() {
        TestCaller cleo = gateway.as("cleo");
        for (int i = 0; i < 3; i++) {
            assertThat(cleo.at("greetings").call("hello_world", "{}").status()).isEqualTo(200);
        }

        Answer refused = cleo.at("greetings").call("hello_world", "{}");

        assertThat(refused.code()).isEqualTo("RATE_LIMIT_EXCEEDED");
        assertThat(refused.json().at("/error/data/scope").asText()).isEqualTo("server");
        assertThat(cleo.call("hello_world", "{}").status()).isEqualTo(200);
    }

    @Test
    @Tag("R-103")
    void isThereForItsRolesOnlyAndHiddenFromStrangers() {
        assertThat(gateway.as("dora", "ops")
                        .at("ops")
                        .modern("tools/list", "", Map.of())
                        .status())
                .isEqualTo(200);
        assertThat(gateway.as("dora")
                        .at("ops")
                        .modern("tools/list", "", Map.of())
                        .code())
                .isEqualTo("INSUFFICIENT_PERMISSIONS");
        assertThat(gateway.as("dora")
                        .at("nowhere")
                        .modern("tools/list", "", Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(gateway.nobody().at("ops").modern("tools/list", "", Map.of()).status())
                .isEqualTo(401);
        assertThat(gateway.nobody()
                        .at("nowhere")
                        .modern("tools/list", "", Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void serves2025ClientsInSessionsOfItsOwn() {
        TestCaller eve = gateway.as("eve");
        Answer begun = eve.at("greetings").post(INITIALIZE);
        Map<String, String> session = Map.of("Mcp-Session-Id", begun.header("Mcp-Session-Id"));
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";

        assertThat(begun.json().at("/result/instructions").asText()).isEqualTo("Say hello.");
        assertThat(eve.at("greetings")
                        .post(list, session)
                        .json()
                        .at("/result/tools")
                        .size())
                .isEqualTo(1);
        assertThat(eve.post(list, session).status()).isEqualTo(404);
    }
}
