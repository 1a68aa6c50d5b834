package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-105")
class RateLimitIT {
    @Test
    void letsAHundredCallsOfOneUserThroughAndRefusesTheNextLikeTheSeed() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            // given
            TestCaller alice = gateway.as("alice");
            List<Answer> answers = new ArrayList<>();

            // when
            for (int i = 1; i <= 101; i++) {
                answers.add(alice.post("{\"type\":\"request\",\"id\":\"" + i + "\",\"method\":\"tools/list\"}"));
            }

            // then
            assertThat(answers.subList(0, 100)).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().at("/type").asText()).isEqualTo("response");
            });
            Answer refused = answers.get(100);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json().at("/type").asText()).isEqualTo("error");
            assertThat(refused.json().at("/error/code").asInt()).isEqualTo(-32603);
            assertThat(refused.json().at("/error/message").asText()).isEqualTo("Rate limit exceeded");
            assertThat(refused.json().at("/error/data/limit").asInt()).isEqualTo(100);
            assertThat(refused.json().at("/error/data/retryAfter").asInt()).isBetween(1, 60);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
            assertThat(answers.get(0).header("RateLimit-Limit")).isEqualTo("100");
            assertThat(answers.get(0).header("RateLimit-Remaining")).isEqualTo("99");
        }
    }

    @Test
    void countsEachUserByThemselves() {
        try (GatewayFixture gateway = GatewayFixture.start("limits: {perUser: 2}")) {
            for (int i = 0; i < 2; i++) {
                assertThat(gateway.as("alice").call("hello_world", "{}").status())
                        .isEqualTo(200);
            }

            Answer third = gateway.as("alice").call("hello_world", "{}");
            Answer other = gateway.as("bob").call("hello_world", "{}");

            assertThat(third.status()).isEqualTo(429);
            assertThat(third.json().at("/error/code").asInt()).isEqualTo(-31429);
            assertThat(third.code()).isEqualTo("RATE_LIMIT_EXCEEDED");
            assertThat(other.status()).isEqualTo(200);
        }
    }

    @Test
    void countsAToolByItselfWhereConfigured() {
        String yaml = """
                tools:
                  echo: {perUser: 1}
                """;
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            TestCaller alice = gateway.as("alice");
            assertThat(alice.call("echo", "{\"text\":\"a\"}").status()).isEqualTo(200);

            assertThat(alice.call("echo", "{\"text\":\"b\"}").status()).isEqualTo(429);
            assertThat(alice.call("hello_world", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void handshakesAndPingsDoNotEatTheHundred() {
        try (GatewayFixture gateway = GatewayFixture.start("limits: {perUser: 1}")) {
            TestCaller alice = gateway.as("alice");
            for (int i = 0; i < 5; i++) {
                assertThat(alice.modern("server/discover", "", java.util.Map.of())
                                .status())
                        .isEqualTo(200);
            }

            assertThat(alice.call("hello_world", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void limitsAnAddressBeforeAnybodyIsRecognised() {
        try (GatewayFixture gateway = GatewayFixture.start("limits: {perAddress: 3}")) {
            TestCaller nobody = gateway.nobody();
            for (int i = 0; i < 3; i++) {
                assertThat(nobody.post("{}").status()).isEqualTo(401);
            }

            Answer fourth = nobody.post("{}");

            assertThat(fourth.status()).isEqualTo(429);
            assertThat(fourth.header("Retry-After")).isNotEmpty();
        }
    }
}
