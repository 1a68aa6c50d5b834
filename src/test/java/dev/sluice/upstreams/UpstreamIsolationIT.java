package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.Answer;
import dev.sluice.GatewayFixture;
import dev.sluice.TestCaller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three upstreams, of which some are rude: one of the newest revision, one of an older one. The third, and the polite tools
 * of the rude ones, go on.
 */
@Tag("R-305")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamIsolationIT {
    private static final String HI = "{\"text\":\"hi\"}";
    private static final List<String> RUDE = List.of("new", "old");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final RawClient servers = new RawClient();
    private UpstreamServer calm;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        calm = UpstreamServer.rude("changing-tools");
    }

    @AfterAll
    void stop() throws IOException {
        calm.close();
    }

    private GatewayFixture front(UpstreamServer modern, UpstreamServer legacy, String more) {
        String rude = "{url: \"%s\", timeout: 3s, maxConnections: 4, retries: 0, " + more + "}";
        GatewayFixture front = GatewayFixture.start(
                """
                limits: {perUser: 0, perAddress: 0}
                upstreams:
                  calm: {url: "%s"}
                  new: %s
                  old: %s
                """.formatted(calm.uri(), rude.formatted(modern.uri()), rude.formatted(legacy.uri())));
        await().atMost(SOON).untilAsserted(() -> {
            for (String each : List.of("calm__polite", "new__polite", "old__polite")) {
                assertGoesOn(front.as("bea"), each);
            }
        });
        return front;
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "hang, a=b, TIMEOUT",
        "trickle, ms=100, TIMEOUT",
        "late, ms=6000, TIMEOUT",
        "trickle, ms=1, hi",
        "flood, count=30000, hi",
        "garbage, a=b, TOOL_FAILED",
        "die-midstream, a=b, TOOL_FAILED",
        "huge, bytes=20000000, TOOL_FAILED",
        "redirect, a=b, TOOL_FAILED",
        "500, a=b, TOOL_FAILED",
        "429, seconds=30, QUEUE_FULL",
        "twice, a=b, first",
        "session-lost, a=b, hi",
        "slow-list, ms=500, hi"
    })
    void aRudeUpstreamTroublesItsOwnCallersOnly(String manner, String setting, String outcome) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude(manner, setting);
                UpstreamServer legacy = UpstreamServer.rudeLegacy(manner, setting);
                GatewayFixture gateway = front(modern, legacy, "breaker: {failures: 5}")) {
            TestCaller ada = gateway.as("ada");
            TestCaller bea = gateway.as("bea");

            for (String rude : RUDE) {
                CompletableFuture<Answer> called = ada.callLater(rude + "__rude", HI);
                assertGoesOn(bea, "calm__polite");
                assertGoesOn(bea, rude + "__polite");
                assertGoesOn(ada, "calm__polite");
                assertEnds(called.join(), outcome);
                assertGoesOn(ada, rude + "__polite");
            }

            assertThat(servers.stats(modern).path("followed").asInt()).isZero();
            assertThat(servers.stats(legacy).path("followed").asInt()).isZero();
            assertNothingIsLeft(new Outside(gateway));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "old"})
    void aTokenThatIsRefusedOnceFailsOneCall(String rude) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude("401-once");
                UpstreamServer legacy = UpstreamServer.rudeLegacy("401-once");
                GatewayFixture gateway = front(modern, legacy, "breaker: {failures: 5}")) {
            TestCaller ada = gateway.as("ada");

            Answer first = ada.call(rude + "__rude", HI);

            assertEnds(first, "TOOL_FAILED");
            assertThat(first.header("WWW-Authenticate")).isEmpty();
            assertGoesOn(ada, rude + "__rude");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "old"})
    void aChangedDefinitionIsWithheldAndNothingElse(String rude) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude("changing-tools");
                UpstreamServer legacy = UpstreamServer.rudeLegacy("changing-tools");
                GatewayFixture gateway = front(modern, legacy, "breaker: {failures: 5}")) {
            TestCaller ada = gateway.as("ada");
            assertGoesOn(ada, rude + "__rude");

            servers.change(rude.equals("new") ? modern : legacy);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ada.call(rude + "__rude", HI)
                                    .json()
                                    .at("/error/code")
                                    .asInt())
                            .isEqualTo(-32602));
            assertThat(new Outside(gateway).metric("mcp_catalog_quarantined", '"' + rude + '"'))
                    .isEqualTo(1);
            assertGoesOn(ada, rude + "__polite");
            assertGoesOn(ada, "calm__polite");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "old"})
    void theBreakerOpensAfterItsFailuresAndClosesAgain(String rude) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude("die-midstream");
                UpstreamServer legacy = UpstreamServer.rudeLegacy("die-midstream");
                GatewayFixture gateway = front(modern, legacy, "breaker: {failures: 3, window: 60s, openFor: 5s}")) {
            TestCaller ada = gateway.as("ada");
            Outside outside = new Outside(gateway);
            for (int i = 0; i < 3; i++) {
                assertEnds(ada.call(rude + "__rude", HI), "TOOL_FAILED");
            }

            Answer refused = ada.call(rude + "__polite", HI);

            assertEnds(refused, "CIRCUIT_OPEN");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 5);
            assertThat(outside.metric("mcp_breaker_state", '"' + rude + '"')).isEqualTo(1);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    outside.health(rude).path("circuit").asText())
                            .isEqualTo("open"));
            assertGoesOn(ada, "calm__polite");
            assertGoesOn(ada, (rude.equals("new") ? "old" : "new") + "__polite");
            await().atMost(SOON).untilAsserted(() -> assertGoesOn(ada, rude + "__polite"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(outside.metric("mcp_breaker_state", '"' + rude + '"'))
                            .isZero());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "old"})
    void callsThatHangTakeNoMoreThanTheirPlaces(String rude) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude("hang");
                UpstreamServer legacy = UpstreamServer.rudeLegacy("hang");
                GatewayFixture gateway =
                        front(modern, legacy, "breaker: {failures: 1000}, admission: {maxRunning: 8, maxWaiting: 4}")) {
            UpstreamServer hanging = rude.equals("new") ? modern : legacy;
            Outside outside = new Outside(gateway);
            List<CompletableFuture<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                calls.add(gateway.as("caller" + i % 5).callLater(rude + "__rude", HI));
            }

            assertGoesOn(gateway.as("bea"), "calm__polite");
            int shards = Runtime.getRuntime().availableProcessors();
            assertThat(servers.stats(hanging).path("connections").asInt())
                    .as("calls, those who listen, and this question")
                    .isLessThanOrEqualTo(4 * shards + 4);

            assertThat(calls.stream().map(call -> call.join().code()))
                    .hasSize(40)
                    .contains("TIMEOUT", "QUEUE_FULL")
                    .allMatch(code -> Stream.of("TIMEOUT", "QUEUE_FULL", "DEADLINE_UNREACHABLE")
                            .anyMatch(code::equals));
            assertNothingIsLeft(outside);
            assertGoesOn(gateway.as("bea"), rude + "__polite");
        }
    }

    private static void assertGoesOn(TestCaller caller, String tool) {
        Answer answer = caller.call(tool, HI);
        assertThat(answer.toolText()).as(tool + ": " + answer.text()).isEqualTo("hi");
    }

    /** @param outcome the word of a refusal, or the text of a result */
    private static void assertEnds(Answer answer, String outcome) {
        assertThat(answer.text()).doesNotContain("com.example.Secret", "at dev.sluice");
        boolean failed = answer.json().at("/result/isError").asBoolean();
        String code = failed ? "TOOL_FAILED" : answer.code();
        assertThat(code.isEmpty() ? answer.toolText() : code).as(answer.text()).isEqualTo(outcome);
        if (code.equals("QUEUE_FULL")) {
            assertThat(answer.header("Retry-After")).isEqualTo("30");
        }
    }

    private static void assertNothingIsLeft(Outside outside) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(outside.metric("mcp_admission_running", "")).isZero();
            assertThat(outside.metric("mcp_admission_waiting", "")).isZero();
            assertThat(outside.metric("mcp_upstream_parked", "")).isZero();
        });
        for (String each : List.of("calm", "new", "old")) {
            String label = '"' + each + '"';
            assertThat(outside.metric("mcp_upstream_up", label)).isEqualTo(1);
            assertThat(outside.metric("mcp_upstream_requests_total", label)).isPositive();
            assertThat(outside.metric("mcp_upstream_lists_total", label)).isPositive();
            assertThat(outside.health(each).path("status").asText()).as(each).isEqualTo("up");
            assertThat(outside.health(each).path("era").asText()).isEqualTo(each.equals("old") ? "legacy" : "modern");
        }
        assertThat(outside.hasMetric("mcp_upstream_sessions", "\"old\"")).isTrue();
    }
}
