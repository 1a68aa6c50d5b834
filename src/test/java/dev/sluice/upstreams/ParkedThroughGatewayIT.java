package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Answer;
import dev.sluice.GatewayFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Calls of a real old server that ask clients of 2026-07-28, through the whole gateway. */
@Tag("R-302")
@Tag("R-305")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParkedThroughGatewayIT {
    private static final String TOOL = "back__test_slow_answer";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY = "a-key-of-sessions-for-tests-that-is-long-enough";

    private UpstreamServer server;
    private GatewayFixture gateway;
    private Outside outside;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        server = UpstreamServer.legacy();
        gateway = front("10m");
        outside = new Outside(gateway);
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        server.close();
    }

    private GatewayFixture front(String timeout) {
        return GatewayFixture.start("""
                limits: {perUser: 0, perAddress: 0}
                dialogue: {timeout: %s}
                sessions: {key: "%s"}
                upstreams:
                  back: {url: "%s", maxParked: 5}
                """.formatted(timeout, KEY, server.uri()), Map.of());
    }

    @Test
    void twoAtOnceOfTwoCallersDoNotMix() {
        Answer ada = outside.ask("ada", TOOL, "");
        Answer bea = outside.ask("bea", TOOL, "");
        assertThat(outside.metric("mcp_upstream_parked", "\"back\"")).isGreaterThanOrEqualTo(2);

        Answer toBea = outside.ask("bea", TOOL, Outside.answered(bea, "Bea"));
        Answer toAda = outside.ask("ada", TOOL, Outside.answered(ada, "Ada"));

        assertThat(toBea.toolText()).startsWith("Hello, Bea");
        assertThat(toAda.toolText()).startsWith("Hello, Ada");
        assertNothingIsParked(outside);
    }

    @Test
    void theStateOfAnotherCallerIsRefusedAndHisCallGoesOn() {
        Answer ada = outside.ask("ada", TOOL, "");

        Answer stolen = outside.ask("mallory", TOOL, Outside.answered(ada, "Mallory"));

        assertThat(stolen.json().at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(stolen.json().at("/error/data/field").asText()).isEqualTo("requestState");
        assertThat(heard(outside)).doesNotContain("Mallory");
        assertThat(outside.ask("ada", TOOL, Outside.answered(ada, "Ada")).toolText())
                .startsWith("Hello, Ada");
    }

    @Test
    void aRetryAfterABrokenConnectionGetsTheSameAnswerAndNothingRunsTwice() {
        Answer asked = outside.ask("cleo", TOOL, "");
        String answers = Outside.answered(asked, "Cleo");
        CompletableFuture<Answer> broken = outside.asking("cleo", TOOL, answers);
        await().atMost(SOON).until(() -> heard(outside).contains("accept Cleo"));
        broken.cancel(true);

        Answer again = outside.ask("cleo", TOOL, answers);
        Answer onceMore = outside.ask("cleo", TOOL, answers);

        assertThat(again.toolText()).startsWith("Hello, Cleo");
        assertThat(onceMore.toolText()).isEqualTo(again.toolText());
        assertThat(heard(outside)).containsOnlyOnce("accept Cleo");
        assertNothingIsParked(outside);
    }

    @Test
    void aClientThatNeverComesBackIsGivenUpAndTheUpstreamIsTold() {
        try (GatewayFixture hasty = front("3s")) {
            Outside seen = new Outside(hasty);
            Answer asked = seen.ask("dora", TOOL, "");
            assertThat(seen.metric("mcp_upstream_parked", "\"back\"")).isEqualTo(1);

            assertNothingIsParked(seen);

            await().atMost(SOON).until(() -> heard(seen).contains("cancel nobody"));
            Answer late = seen.ask("dora", TOOL, Outside.answered(asked, "Dora"));
            assertThat(late.json().at("/error/code").asInt()).isEqualTo(-32602);
            assertThat(heard(seen)).doesNotContain("Dora");
        }
    }

    @Test
    void aStateOfAnotherNodeIsRefused() {
        try (GatewayFixture other = front("10m")) {
            Answer asked = outside.ask("emil", TOOL, "");

            Answer answer = new Outside(other).ask("emil", TOOL, Outside.answered(asked, "Emil"));

            assertThat(answer.json().at("/error/code").asInt())
                    .as(answer.text())
                    .isEqualTo(-32602);
            assertThat(answer.json().at("/error/message").asText()).contains("another node");
            assertThat(heard(outside)).doesNotContain("Emil");
            assertThat(outside.ask("emil", TOOL, Outside.answered(asked, "Emil"))
                            .toolText())
                    .startsWith("Hello, Emil");
        }
    }

    @Test
    void noMoreAreParkedThanAllowed() {
        try (GatewayFixture front = front("8s")) {
            Outside seen = new Outside(front);
            for (int i = 0; i < 5; i++) {
                assertThat(seen.ask("caller" + i, TOOL, "")
                                .json()
                                .at("/result/resultType")
                                .asText())
                        .isEqualTo("input_required");
            }

            Answer refused = seen.ask("frida", TOOL, "");

            assertThat(refused.code()).isEqualTo("QUEUE_FULL");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(seen.metric("mcp_upstream_refused_total", "parked")).isEqualTo(1);
            assertNothingIsParked(seen);
        }
    }

    private String heard(Outside seen) {
        return seen.ask("zoe", "back__test_heard", "").toolText();
    }

    private static void assertNothingIsParked(Outside seen) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(seen.metric("mcp_upstream_parked", "")).isZero();
            assertThat(seen.metric("mcp_admission_running", "")).isZero();
        });
    }
}
