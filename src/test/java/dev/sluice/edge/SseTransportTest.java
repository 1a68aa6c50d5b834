package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Serving;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP+SSE, the transport of 2024-11-05. */
@Tag("R-203")
class SseTransportTest {
    private static final String FORM = "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\","
            + "\"message\":\"Name?\",\"requestedSchema\":{\"type\":\"object\"}}}";

    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.httpSse = true;
                settings.heartbeat = Duration.ofMillis(100);
                settings.streamsPerUser = 2;
            },
            List.of());

    @AfterEach
    void close() throws Exception {
        // The doors first, as in the gateway: they end the streams, for which clients would wait.
        gateway.stop().transform(ignored -> Future.succeededFuture()).await(30, TimeUnit.SECONDS);
        gateway.close();
    }

    @Test
    void theFirstEventNamesTheAddressOfMessages() {
        EventReader stream = stream(gateway.ask());

        EventReader.Event first = stream.messages(1).getFirst();
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.headers().get("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.headers().get("X-Accel-Buffering")).isEqualTo("no");
        assertThat(first.type()).isEqualTo("endpoint");
        assertThat(first.data()).matches("/messages\\?sessionId=[0-9]-[A-Za-z0-9_-]{32}");
        assertThat(stream.headers().contains("Mcp-Session-Id")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatIsPostedAtAnyShardIsAnsweredOnTheStream(int shard) {
        EventReader stream = stream(gateway.onShard(0));
        String endpoint = endpoint(stream);

        post(gateway.onShard(shard), endpoint, initialize("2024-11-05"));
        Reply accepted = post(gateway.onShard(shard), endpoint, request("1", "tools/list", ""));
        post(gateway.onShard(shard), endpoint, request("2", "tools/call", "\"name\":\"echo\",\"arguments\":{}"));

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        List<EventReader.Event> events = stream.messages(4);
        assertThat(events.subList(1, 4)).extracting(EventReader.Event::type).containsOnly("message");
        assertThat(events).extracting(EventReader.Event::id).containsOnlyNulls();
        assertThat(events.get(1).json().at("/result/protocolVersion").asText()).isEqualTo("2024-11-05");
        assertThat(events.get(2).json().at("/result/tools").size()).isEqualTo(2);
        assertThat(events.get(3).json().at("/result/content/0/text").asText()).isEqualTo("done");
        assertThat(gateway.audit).anyMatch(entry -> "2024-11-05".equals(entry.revision()));
    }

    @Test
    void aClientIsAskedOnTheStreamAndAnswersByAPost() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(
                        call.answers().round() == 0
                                ? new Outcome.InputRequired(RawJson.of("{\"a\":" + FORM + '}'), null)
                                : Stubs.text(
                                        String.valueOf(call.answers().given().get("a"))
                                                .replace('"', '\''))));
        EventReader stream = stream(gateway.onShard(0));
        String endpoint = endpoint(stream);
        post(gateway.onShard(0), endpoint, initialize("2025-06-18"));

        post(gateway.onShard(1), endpoint, request("7", "tools/call", "\"name\":\"echo\",\"arguments\":{}"));
        JsonNode question = stream.messages(3).get(2).json();
        assertThat(question.path("method").asText()).isEqualTo("elicitation/create");
        post(
                gateway.onShard(1),
                endpoint,
                "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + ",\"result\":{\"action\":\"decline\"}}");

        assertThat(stream.messages(4).get(3).data()).contains("'action':'decline'");
    }

    @Test
    void changesAreToldToASessionThatHasBegun() {
        EventReader stream = stream(gateway.ask());
        post(gateway.ask(), endpoint(stream), initialize("2024-11-05"));
        stream.messages(2);

        gateway.change(new CatalogChange(2, true, false, false));

        assertThat(stream.messages(3).get(2).method()).isEqualTo("notifications/tools/list_changed");
    }

    @Test
    void anIdleStreamGetsComments() {
        EventReader stream = stream(gateway.ask());

        await().until(() -> stream.comments().size() > 2);
        assertThat(stream.messages()).hasSize(1);
    }

    @Test
    void theSessionBelongsToItsPrincipal() {
        EventReader stream = stream(gateway.ask());
        String endpoint = endpoint(stream);

        assertThat(post(gateway.ask().as("root"), endpoint, initialize("2024-11-05"))
                        .status())
                .isEqualTo(404);
        assertThat(post(gateway.stranger(), endpoint, initialize("2024-11-05")).status())
                .isEqualTo(401);
        for (String id : List.of("0-none", "1-none", "99-none", "x", "-", "99999999999-x")) {
            assertThat(post(gateway.ask(), "/messages?sessionId=" + id, request("1", "ping", ""))
                            .status())
                    .as(id)
                    .isEqualTo(404);
        }
        assertThat(post(gateway.ask(), "/messages", request("1", "ping", "")).status())
                .isEqualTo(400);
        assertThat(stream.messages()).hasSize(1);
    }

    @Test
    void theEndOfTheStreamEndsTheSessionAndItsCalls() {
        Promise<Outcome> never = Promise.promise();
        gateway.stubs.tools.put("echo", call -> never.future());
        EventReader stream = stream(gateway.ask());
        String endpoint = endpoint(stream);
        post(gateway.ask(), endpoint, initialize("2024-11-05"));
        post(gateway.ask(), endpoint, request("1", "tools/call", "\"name\":\"echo\",\"arguments\":{}"));
        await().until(() -> gateway.stubs.calls.size() == 1);

        stream.disconnect();

        await().until(() -> gateway.stubs.cancellations.size() > 0);
        await().until(() ->
                post(gateway.ask(), endpoint, request("2", "ping", "")).status() == 404);
    }

    @Test
    void cancellingEndsACallWithoutAnAnswer() {
        Promise<Outcome> never = Promise.promise();
        gateway.stubs.tools.put("echo", call -> never.future());
        EventReader stream = stream(gateway.ask());
        String endpoint = endpoint(stream);
        post(gateway.ask(), endpoint, initialize("2024-11-05"));
        post(gateway.ask(), endpoint, request("\"c\"", "tools/call", "\"name\":\"echo\",\"arguments\":{}"));
        await().until(() -> gateway.stubs.calls.size() == 1);

        post(
                gateway.ask(),
                endpoint,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"c\"}}");
        await().until(() -> gateway.stubs.cancellations.size() > 0);
        never.complete(Stubs.text("late"));
        post(gateway.ask(), endpoint, request("2", "ping", ""));

        assertThat(stream.messages(3).get(2).json().path("id").asInt()).isEqualTo(2);
    }

    @Test
    void aUserHasOnlySoManyStreams() {
        EventReader first = stream(gateway.ask());
        endpoint(first);
        endpoint(stream(gateway.ask()));

        Reply third =
                gateway.ask().path("/sse").header("Accept", "text/event-stream").method("GET");
        assertThat(third.json().at("/error/data/code").asText()).isEqualTo("TOO_MANY_STREAMS");

        first.disconnect();
        await().until(() -> stream(gateway.ask()).status() == 200);
    }

    @Test
    void aStreamEndsWithTheProofOfIdentityUnlessAPostRenewsIt() {
        gateway.stubs.aliceUntil =
                java.util.Objects.requireNonNull(gateway.now.get()).plusSeconds(60);
        EventReader renewed = stream(gateway.ask());
        EventReader left = stream(gateway.ask());
        String endpoint = endpoint(renewed);
        gateway.now.updateAndGet(now -> now.plusSeconds(30));
        gateway.stubs.aliceUntil = Instant.MAX;
        post(gateway.ask(), endpoint, request("1", "ping", ""));

        gateway.now.updateAndGet(now -> now.plusSeconds(31));

        await().until(left::isEnded);
        post(gateway.ask(), endpoint, request("2", "ping", ""));
        assertThat(renewed.messages(3)).hasSize(3);
        assertThat(renewed.isEnded()).isFalse();
    }

    @Test
    void whatIsNoMessageIsRefusedAtOnce() {
        String endpoint = endpoint(stream(gateway.ask()));

        assertThat(post(gateway.ask(), endpoint, "garbage").status()).isEqualTo(400);
        assertThat(post(gateway.ask(), endpoint, "{\"id\":1}")
                        .json()
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32600);
        assertThat(post(gateway.ask().header("Content-Type", "text/plain"), endpoint, request("1", "ping", ""))
                        .status())
                .isEqualTo(415);
        assertThat(post(gateway.ask(), endpoint, "\"" + "x".repeat(2_000_000) + "\"")
                        .status())
                .isEqualTo(413);
        assertThat(post(gateway.ask().header("Origin", "https://evil.example"), endpoint, request("1", "ping", ""))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void otherMethodsAreToldWhatIsAllowed() {
        Reply probe = gateway.ask().path("/sse").post(initialize("2025-11-25"));
        Reply get = gateway.ask().path("/messages?sessionId=0-x").method("GET");

        assertThat(probe.status()).isEqualTo(405);
        assertThat(probe.header("Allow")).isEqualTo("GET");
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Allow")).isEqualTo("POST");
        assertThat(gateway.ask()
                        .path("/sse")
                        .header("Accept", "application/json")
                        .method("GET")
                        .status())
                .isEqualTo(406);
        assertThat(gateway.stranger()
                        .path("/sse")
                        .header("Accept", "text/event-stream")
                        .method("GET")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theNewestRevisionIsNotServedHere() {
        EventReader stream = stream(gateway.ask());

        post(gateway.ask(), endpoint(stream), Ask.modernBody("tools/list", ""));

        assertThat(stream.messages(2).get(1).json().at("/error/code").asInt()).isEqualTo(-32020);
    }

    @Test
    void requestsBeforeInitializeAreRefused() {
        EventReader stream = stream(gateway.ask());

        post(gateway.ask(), endpoint(stream), request("1", "tools/list", ""));

        assertThat(stream.messages(2).get(1).json().at("/error/code").asInt()).isEqualTo(-32600);
    }

    @Test
    void aNodeThatGoesDownEndsIdleStreamsFirstAndTheOthersWhenTheyAreAnswered() throws Exception {
        Promise<Outcome> outcome = Promise.promise();
        gateway.stubs.tools.put("echo", call -> outcome.future());
        EventReader busy = stream(gateway.ask());
        EventReader idle = stream(gateway.ask());
        String endpoint = endpoint(busy);
        endpoint(idle);
        post(gateway.ask(), endpoint, initialize("2024-11-05"));
        post(gateway.ask(), endpoint, request("1", "tools/call", "\"name\":\"echo\",\"arguments\":{}"));
        await().until(() -> gateway.stubs.calls.size() == 1);

        gateway.serving.publish(Serving.DRAINING);
        await().until(idle::isEnded);
        assertThat(idle.isBroken()).isFalse();
        assertThat(busy.isEnded()).isFalse();
        outcome.complete(Stubs.text("done"));

        assertThat(busy.all()).hasSize(3);
        assertThat(gateway.ask()
                        .path("/sse")
                        .header("Accept", "text/event-stream")
                        .method("GET")
                        .status())
                .isEqualTo(503);
        gateway.stop().await(30, TimeUnit.SECONDS);
    }

    @Test
    void withoutTheSettingThereIsNothing() {
        try (EdgeHarness other = new EdgeHarness()) {
            assertThat(other.ask()
                            .path("/sse")
                            .header("Accept", "text/event-stream")
                            .method("GET")
                            .status())
                    .isEqualTo(404);
            assertThat(other.ask().path("/messages?sessionId=0-x").post("{}").status())
                    .isEqualTo(404);
        }
    }

    private static EventReader stream(Ask ask) {
        return ask.path("/sse")
                .without("Content-Type")
                .header("Accept", "text/event-stream")
                .open("GET", "");
    }

    private static String endpoint(EventReader stream) {
        return String.valueOf(stream.messages(1).getFirst().data());
    }

    private static Reply post(Ask ask, String endpoint, String body) {
        return ask.path(endpoint).post(body);
    }

    private static String initialize(String revision) {
        return request(
                "0",
                "initialize",
                "\"protocolVersion\":\"" + revision + "\",\"capabilities\":{\"elicitation\":{}},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}");
    }

    private static String request(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }
}
