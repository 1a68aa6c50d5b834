package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The demonstration tools through the whole gateway, in the envelope of the seeds and in MCP. */
@Tag("R-109")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {
    private static final String ADA = "123e4567-e89b-12d3-a456-426614174000";
    private static final String BOB = "223e4567-e89b-12d3-a456-426614174000";

    private GatewayFixture gateway;

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start("limits: {perUser: 0}");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    @Tag("R-104")
    void theSeedsCurlLineForProcessDataWorksWordForWord() {
        String body = """
                {
                    "type": "request",
                    "id": "1",
                    "method": "tools/execute",
                    "params": {
                      "name": "process-data",
                      "input": {
                        "userId": "123e4567-e89b-12d3-a456-426614174000",
                        "action": "fetch"
                      }
                    }
                  }""";

        Answer answer = gateway.as(ADA, "user").post(body);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.at("/type").asText()).isEqualTo("response");
        assertThat(json.at("/id").asText()).isEqualTo("1");
        assertThat(json.at("/result/success").asBoolean()).isTrue();
        assertThat(json.at("/result/userId").asText()).isEqualTo(ADA);
        assertThat(json.at("/result/action").asText()).isEqualTo("fetch");
        assertThat(json.at("/result/processedBy").asText()).isEqualTo(ADA + "@example.com");
        assertThat(json.at("/result/timestamp").asText()).startsWith("20");
    }

    @Test
    void processDataKeepsWhatItWasTold() {
        TestCaller bob = gateway.as(BOB, "user");
        String target = "\"userId\":\"" + BOB + "\"";

        bob.execute("process-data", "{" + target + ",\"action\":\"update\",\"data\":{\"colour\":\"green\"}}");
        Answer fetched = bob.execute("process-data", "{" + target + ",\"action\":\"fetch\"}");
        bob.execute("process-data", "{" + target + ",\"action\":\"delete\"}");
        Answer gone = bob.execute("process-data", "{" + target + ",\"action\":\"fetch\"}");

        assertThat(fetched.json().at("/result/data/colour").asText()).isEqualTo("green");
        assertThat(gone.json().at("/result/data/colour").isMissingNode()).isTrue();
    }

    @Test
    @Tag("R-103")
    void aUserSeesTheirOwnProfileAndAnAdminEveryProfile() {
        String ada = "{\"userId\":\"" + ADA + "\"}";

        Answer own = gateway.as(ADA, "user").execute("get-profile", ada);
        Answer foreign = gateway.as(BOB, "user").execute("get-profile", ada);
        Answer admin = gateway.as("root", "admin").execute("get-profile", ada);

        assertThat(own.json().at("/result/email").asText()).isEqualTo(ADA + "@example.com");
        assertThat(own.json().at("/result/createdAt").asText()).startsWith("20");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.json().at("/error/data/code").asText()).isEqualTo("INSUFFICIENT_PERMISSIONS");
        assertThat(admin.json().at("/result/userId").asText()).isEqualTo(ADA);
    }

    @Test
    void healthCheckHelloWorldAndWhoamiAnswer() {
        TestCaller ada = gateway.as(ADA, "user", "reader");

        Answer health = ada.execute("health-check", "{}");
        Answer hello = ada.call("hello_world", "{\"name\":\"Ada\"}");
        Answer whoami = ada.call("whoami", "{}");

        assertThat(health.json().at("/result/status").asText()).isEqualTo("healthy");
        assertThat(health.json().at("/result/server/isRunning").asBoolean()).isTrue();
        assertThat(hello.toolText()).contains("Ada");
        assertThat(whoami.json().at("/result/structuredContent").toString())
                .contains(ADA)
                .contains("reader");
    }

    @Test
    @Tag("R-103")
    void aToolThatNamesRolesIsRefusedToOthersAndNotListedForThem() {
        String yaml = """
                tools:
                  echo: {roles: [operator]}
                """;
        try (GatewayFixture strict = GatewayFixture.start(yaml)) {
            Answer refused = strict.as("alice", "user").call("echo", "{\"text\":\"x\"}");
            Answer allowed = strict.as("olga", "operator").call("echo", "{\"text\":\"x\"}");

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("INSUFFICIENT_PERMISSIONS");
            assertThat(allowed.toolText()).isEqualTo("x");
            assertThat(names(strict.as("alice", "user"))).doesNotContain("echo");
            assertThat(names(strict.as("olga", "operator"))).contains("echo");
        }
    }

    @Test
    @Tag("R-110")
    void argumentsThatBreakTheSchemaAreToldWithFieldAndRule() {
        Answer answer = gateway.as(ADA).call("process-data", "{\"userId\":\"" + ADA + "\",\"action\":\"destroy\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/isError").asBoolean()).isTrue();
        assertThat(answer.toolText()).contains("action");
    }

    @Test
    void anUnknownToolIsAnErrorOfTheProtocol() {
        Answer answer = gateway.as(ADA).call("no_such_tool", "{}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(answer.json().at("/error/message").asText()).contains("no_such_tool");
    }

    @Test
    @Tag("R-202")
    void listsToolsWithTheCacheHintsOfTheNewestRevision() {
        Answer answer = gateway.as(ADA).modern("tools/list", "", Map.of());

        assertThat(answer.json().at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(answer.json().at("/result/ttlMs").isIntegralNumber()).isTrue();
        assertThat(answer.json().at("/result/cacheScope").asText()).isIn("public", "private");
        assertThat(names(gateway.as(ADA)))
                .contains("process-data", "get-profile", "health-check", "hello_world", "whoami", "echo");
    }

    private static List<String> names(TestCaller caller) {
        List<String> names = new ArrayList<>();
        caller.modern("tools/list", "", Map.of())
                .json()
                .at("/result/tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }
}
