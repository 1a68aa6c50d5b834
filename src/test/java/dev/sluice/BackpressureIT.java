package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-106")
class BackpressureIT {
    private static final String SLOW = "{\"ms\":4000,\"fail\":false}";
    /** Longer than it may take to send three hundred calls. */
    private static final String SLOWER = "{\"ms\":6000,\"fail\":false}";

    private static final String UNLIMITED = "limits: {perUser: 0, perAddress: 0}\n";

    @Test
    void runsAHundredLetsTwoHundredWaitAndRefusesTheNextAtOnce() {
        try (GatewayFixture gateway = GatewayFixture.start(UNLIMITED)) {
            // given
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(gateway.as("caller-" + i % 10).callLater("simulate_work", SLOWER));
            }
            awaitLoad(gateway, 100, 200);

            // when
            calls.add(gateway.as("caller-0").callLater("simulate_work", SLOWER));
            Answer first = (Answer) CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new))
                    .join();

            // then: the newcomer, or the newest of whoever has most waiting
            assertThat(first.status()).as("refused before anything is done").isEqualTo(503);
            assertThat(first.code()).isEqualTo("QUEUE_FULL");
            assertThat(first.header("Retry-After")).isNotEmpty();
            assertThat(calls.stream().map(CompletableFuture::join).map(Answer::status))
                    .hasSize(301)
                    .filteredOn(status -> status != 200)
                    .containsExactly(503);
            awaitLoad(gateway, 0, 0);
        }
    }

    @Test
    void aGreedyCallerDelaysAnotherByNoMoreThanOneTurn() {
        String yaml = UNLIMITED + "admission: {maxRunning: 2, maxWaiting: 10}\n";
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            // given
            List<CompletableFuture<Answer>> greedy = new ArrayList<>();
            TestCaller mallory = gateway.as("mallory");
            for (int i = 0; i < 12; i++) {
                greedy.add(mallory.callLater("simulate_work", "{\"ms\":2000,\"fail\":false}"));
            }
            awaitLoad(gateway, 2, 10);

            // when
            Answer single = gateway.as("alice").call("simulate_work", "{\"ms\":1,\"fail\":false}");
            long unfinished = greedy.stream().filter(call -> !call.isDone()).count();

            // then
            assertThat(single.status()).isEqualTo(200);
            assertThat(unfinished).as("calls of the greedy one still to come").isGreaterThan(6);
            long refused = greedy.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.code().equals("QUEUE_FULL"))
                    .count();
            assertThat(refused).as("its newest waiting call gave way").isEqualTo(1);
        }
    }

    @Test
    void aCallerThatHangsUpLeavesTheQueue() {
        String yaml = UNLIMITED + "admission: {maxRunning: 1, maxWaiting: 5}\n";
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            // given
            CompletableFuture<Answer> running =
                    gateway.as("alice").callLater("simulate_work", "{\"ms\":6000,\"fail\":false}");
            awaitLoad(gateway, 1, 0);
            CompletableFuture<Answer> waiting = gateway.as("bob").callLater("simulate_work", SLOW);
            awaitLoad(gateway, 1, 1);

            // when
            waiting.cancel(true);

            // then
            awaitLoad(gateway, 1, 0);
            assertThat(running.join().status()).isEqualTo(200);
        }
    }

    @Test
    void aWaitingCallIsRefusedWhenItsTimeIsUp() {
        String yaml = UNLIMITED + "admission: {maxRunning: 1, maxWaiting: 5, maxWait: 300ms}\n";
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            // given
            CompletableFuture<Answer> running =
                    gateway.as("alice").callLater("simulate_work", "{\"ms\":4000,\"fail\":false}");
            awaitLoad(gateway, 1, 0);

            // when
            Answer late = gateway.as("bob").call("hello_world", "{}");

            // then
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.code()).isIn("DEADLINE_UNREACHABLE", "QUEUE_FULL");
            assertThat(running.join().status()).isEqualTo(200);
        }
    }

    private static void awaitLoad(GatewayFixture gateway, int running, int waiting) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    assertThat(gateway.gateway().vitals().running()).isEqualTo(running);
                    assertThat(gateway.gateway().vitals().waiting()).isEqualTo(waiting);
                });
    }

    @Test
    @Tag("R-116")
    void healthShowsWhatRunsAndWaits() {
        String yaml = UNLIMITED + "admission: {maxRunning: 1, maxWaiting: 5}\n";
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(gateway.as("alice").callLater("simulate_work", SLOW));
            }
            awaitLoad(gateway, 1, 2);

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode health = gateway.nobody().get("/health").json();
                assertThat(health.at("/activeRequests").asInt()).isEqualTo(1);
                assertThat(health.at("/queueSize").asInt()).isEqualTo(2);
                assertThat(health.at("/circuitState").asText()).isEqualTo("closed");
                assertThat(health.at("/transport").asText()).isEqualTo("http");
            });
            calls.forEach(CompletableFuture::join);
        }
    }
}
