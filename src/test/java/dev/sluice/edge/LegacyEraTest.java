package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-201")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegacyEraTest {
    private final EdgeHarness gateway = new EdgeHarness(2, settings -> {}, List.of());

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        gateway.stubs.cancellations.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05,2024-11-05",
        "2025-03-26,2025-03-26",
        "2025-06-18,2025-06-18",
        "2025-11-25,2025-11-25",
        "2026-07-28,2025-11-25",
        "1999-01-01,2025-11-25"
    })
    void agreesOnARevision(String offered, String agreed) {
        var reply = gateway.ask()
                .post("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                        + offered + "\",\"capabilities\":{}}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("id").asText()).isEqualTo("a");
        assertThat(reply.result().path("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(reply.header("Mcp-Session-Id")).matches("[A-Za-z0-9_-]{40,200}");
    }

    @Test
    void servesASessionFromHandshakeToDelete() {
        String session = gateway.session("2025-11-25");

        assertThat(in(session).post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                .satisfies(reply -> assertThat(reply.status()).isEqualTo(202))
                .satisfies(reply -> assertThat(reply.body()).isEmpty());
        assertThat(in(session).legacy("ping", "").body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(in(session).legacy("tools/list", "").result().path("tools")).hasSize(2);
        assertThat(in(session).legacy("tools/call", "\"name\":\"echo\"").body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
                        + "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}");
        assertThat(in(session).method("DELETE").status()).isEqualTo(204);
        assertThat(in(session).legacy("tools/list", "").status()).isEqualTo(404);
        assertThat(in(session).method("DELETE").status()).isEqualTo(404);
    }

    @Test
    void bindsASessionToItsPrincipal() {
        String session = gateway.session("2025-11-25");

        var reply = in(session).as("root").legacy("tools/list", "");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("SESSION_NOT_FOUND");
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void knowsNoForgedSession(String forged) {
        assertThat(in(forged).legacy("tools/list", "").status()).isEqualTo(404);
    }

    @Test
    void forgetsASessionWhenItHasExpired() {
        String session = gateway.session("2025-11-25");
        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(59)));
        assertThat(in(session).legacy("tools/list", "").status()).isEqualTo(200);

        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(2)));

        assertThat(in(session).legacy("tools/list", "").status()).isEqualTo(404);
    }

    @Test
    void wantsASessionForAllButAPing() {
        assertThat(gateway.ask().legacy("ping", "").status()).isEqualTo(200);
        assertThat(gateway.ask().legacy("tools/list", "").status()).isEqualTo(400);
        assertThat(gateway.ask()
                        .post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .status())
                .isEqualTo(400);
        assertThat(gateway.ask().method("DELETE").status()).isEqualTo(400);
        assertThat(gateway.ask().method("GET").status()).isEqualTo(400);
        assertThat(in(gateway.session("2025-06-18")).method("GET").status()).isEqualTo(406);
    }

    @Test
    void answersMethodsItDoesNotServeInBand() {
        var reply = in(gateway.session("2025-06-18")).legacy("prompts/list", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32601);
    }

    @Test
    void toleratesTheVersionHeaderAndRefusesAForeignOne() {
        String session = gateway.session("2025-06-18");

        assertThat(in(session)
                        .header("MCP-Protocol-Version", "2025-06-18")
                        .legacy("ping", "")
                        .status())
                .isEqualTo(200);
        assertThat(in(session)
                        .header("MCP-Protocol-Version", "1999-01-01")
                        .legacy("ping", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void servesBatchesInTheOneRevisionThatHasThem() {
        String session = gateway.session("2025-03-26");
        String batch = "[" + Ask.legacyBody("ping", "")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},5,"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"i\",\"method\":\"initialize\"},"
                + Ask.legacyBody("tools/call", "\"name\":\"echo\"") + "]";

        var reply = in(session).post(batch);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).hasSize(4);
        assertThat(reply.json().path(0).path("result").isObject()).isTrue();
        assertThat(reply.json().path(1).path("error").path("code").asInt()).isEqualTo(-32600);
        assertThat(reply.json().path(2).path("error").path("code").asInt()).isEqualTo(-32600);
        assertThat(reply.json().path(3).path("result").path("content")).hasSize(1);
        assertThat(in(session)
                        .post("[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void refusesBatchesThatAreNone() {
        String session = gateway.session("2025-03-26");
        String ping = Ask.legacyBody("ping", "");

        assertThat(in(session).post("[]").status()).isEqualTo(400);
        assertThat(in(session)
                        .post("[" + Ask.modernBody("tools/list", "") + "]")
                        .status())
                .isEqualTo(400);
        assertThat(in(gateway.session("2025-06-18")).post("[" + ping + "]").status())
                .isEqualTo(400);
        String many =
                String.join(",", IntStream.range(0, 21).mapToObj(i -> ping).toList());
        assertThat(in(session).post("[" + many + "]").status()).isEqualTo(413);
    }

    @Test
    void cancelsACallFromAnotherConnection() {
        String session = gateway.session("2025-11-25");
        Promise<Outcome> never = Promise.promise();
        gateway.stubs.tools.put("echo", call -> never.future());
        Future<Reply> running =
                in(session).send(HttpMethod.POST, Buffer.buffer(Ask.legacyBody("tools/call", "\"name\":\"echo\"")));
        await().until(() -> !gateway.stubs.calls.isEmpty());

        var notified = in(session)
                .post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        assertThat(notified.status()).isEqualTo(202);
        await().until(() -> !gateway.stubs.cancellations.isEmpty());
        var cancelled = gateway.stubs.cancellations.element();
        assertThat(cancelled.call()).isEqualTo(gateway.stubs.calls.element().id());
        assertThat(cancelled.reason()).isEqualTo("cancelled");
        never.complete(new Outcome.Refused(Refusal.of(RefusalCode.CANCELLED)));
        await().atMost(30, TimeUnit.SECONDS).until(running::isComplete);
    }

    @Test
    void doesNotCancelTheCallOfAnotherSession() {
        String session = gateway.session("2025-11-25");
        Promise<Outcome> promise = Promise.promise();
        gateway.stubs.tools.put("echo", call -> promise.future());
        Future<Reply> running =
                in(session).send(HttpMethod.POST, Buffer.buffer(Ask.legacyBody("tools/call", "\"name\":\"echo\"")));
        await().until(() -> !gateway.stubs.calls.isEmpty());

        in(gateway.session("2025-11-25"))
                .post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        promise.complete(Stubs.text("survived"));

        await().until(running::succeeded);
        assertThat(running.result().body()).contains("survived");
        assertThat(gateway.stubs.cancellations).isEmpty();
    }

    private Ask in(String session) {
        return gateway.ask().header("Mcp-Session-Id", session);
    }
}
