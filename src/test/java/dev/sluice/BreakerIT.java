package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-107")
class BreakerIT {
    private static final String FAIL = "{\"ms\":0,\"fail\":true}";
    private static final String WORK = "{\"ms\":0,\"fail\":false}";

    @Test
    void fiveFailuresOpenTheBreakerOfThatProviderAndAWorkingTrialClosesIt() {
        try (GatewayFixture gateway = GatewayFixture.start("breaker: {failures: 5, window: 60s, openFor: 5s}")) {
            // given
            TestCaller alice = gateway.as("alice");
            for (int i = 0; i < 5; i++) {
                Answer failed = alice.call("simulate_work", FAIL);
                assertThat(failed.json().at("/result/isError").asBoolean()).isTrue();
            }

            // when
            Answer open = alice.call("simulate_work", WORK);

            // then
            assertThat(open.status()).isEqualTo(503);
            assertThat(open.code()).isEqualTo("CIRCUIT_OPEN");
            assertThat(Integer.parseInt(open.header("Retry-After"))).isBetween(1, 5);
            assertThat(alice.call("hello_world", "{}").status())
                    .as("other providers go on")
                    .isEqualTo(200);
            assertThat(gateway.gateway().vitals().circuits()).containsEntry("simulation", "open");
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> alice.call("simulate_work", WORK).status() == 200);
            assertThat(gateway.gateway().vitals().circuits()).containsEntry("simulation", "closed");
        }
    }

    @Test
    void aHundredBadTokensAndCallerMistakesChangeNothingForOthers() {
        try (GatewayFixture gateway = GatewayFixture.start("limits: {perUser: 0}")) {
            // given
            for (int i = 0; i < 100; i++) {
                assertThat(gateway.withToken("invalid_token_" + i)
                                .post("{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/list\"}")
                                .status())
                        .isEqualTo(401);
            }
            for (int i = 0; i < 20; i++) {
                gateway.as("alice").call("simulate_work", "{\"ms\":\"soon\"}");
                gateway.as("alice").call("no_such_tool", "{}");
            }

            // when
            Answer answer = gateway.as("bob").call("simulate_work", WORK);

            // then
            assertThat(answer.status()).isEqualTo(200);
            assertThat(gateway.gateway().vitals().circuits().values()).allMatch("closed"::equals);
        }
    }
}
