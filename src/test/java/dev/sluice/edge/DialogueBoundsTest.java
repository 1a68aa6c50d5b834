package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Note;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What calls that wait for their client may take, and what their client hears of them over several rounds. */
@Tag("R-201")
class DialogueBoundsTest {
    private static final String FORM = "{\"a\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\","
            + "\"message\":\"Name?\",\"requestedSchema\":{\"type\":\"object\"}}}}";
    private static final String CALL =
            Ask.legacyBody("tools/call", "\"name\":\"echo\",\"_meta\":{\"progressToken\":\"p\"}");
    private static final String CAPABILITIES = "{\"elicitation\":{\"form\":{}}}";

    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.heartbeat = Duration.ofMillis(100);
                settings.streams = 5;
                settings.streamsPerUser = 3;
            },
            List.of());

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void refusesACallThatAsksWhenAsManyOfItsCallerWait() {
        asksOnce();
        String session = session("alice");
        for (int i = 0; i < 3; i++) {
            open("alice", session).messages(1);
        }

        Reply refused = ask("alice", session).post(CALL);
        EventReader another = open("root", session("root"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("TOO_MANY_STREAMS");
        assertThat(another.messages(1).getFirst().method()).isEqualTo("elicitation/create");
        assertThat(gauge("mcp.dialogues.open")).isEqualTo(4);
        assertThat(gateway.meters.get("mcp.dialogues.refused").counter().count())
                .isEqualTo(1);
    }

    @Test
    void refusesACallThatAsksWhenAsManyOfTheNodeWait() {
        asksOnce();
        for (int i = 0; i < 3; i++) {
            open("alice", session("alice")).messages(1);
        }
        for (int i = 0; i < 2; i++) {
            open("root", session("root")).messages(1);
        }

        Reply refused = ask("root", session("root")).post(CALL);

        assertThat(refused.code()).isEqualTo("TOO_MANY_STREAMS");
    }

    @Test
    void hasRoomAgainWhenCallsAreOverOrTheirClientsDoNotComeBack() {
        asksOnce();
        String session = session("alice");
        EventReader answered = open("alice", session);
        EventReader abandoned = open("alice", session);
        answer(session, answered.messages(1).getFirst(), "{\"action\":\"accept\"}");
        answered.all();
        abandoned.messages(1);

        abandoned.disconnect();
        await().until(() -> gauge("mcp.streams.open") == 0);
        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(3)));

        await().until(() -> gauge("mcp.dialogues.open") == 0);
        await().until(() -> gauge("mcp.streams.kept") == 0);
        assertThat(gauge("mcp.streams.kept.bytes")).isZero();
    }

    @Test
    void asksNobodyInASessionThatHasEndedWhileTheCallRan() {
        Promise<Outcome> outcome = Promise.promise();
        gateway.stubs.tools.put("echo", call -> {
            progress(call, 1);
            return outcome.future();
        });
        String session = session("alice");
        EventReader stream = open("alice", session);
        stream.messages(1);

        gateway.ask().header("Mcp-Session-Id", session).method("DELETE");
        outcome.complete(new Outcome.InputRequired(RawJson.of(FORM), null));

        assertThat(stream.all())
                .hasSize(2)
                .last()
                .satisfies(event -> assertThat(event.data()).contains("CANCELLED"));
        assertThat(gauge("mcp.dialogues.open")).isZero();
    }

    @Test
    void endsACallWhoseAnswersAreLargerThanItsState() {
        gateway.stubs.tools.put("echo", call -> asks(RawJson.of(FORM.replace("\"a\"", "\"k" + round(call) + '"'))));
        String session = session("alice");
        EventReader stream = open("alice", session);
        String large = "{\"action\":\"accept\",\"content\":{\"text\":\"" + "x".repeat(40_000) + "\"}}";

        answer(session, stream.messages(1).getFirst(), large);
        answer(session, stream.messages(2).getLast(), large);

        assertThat(stream.all().getLast().data()).contains("PROVIDER_FAILED").contains("dialogue.maxState");
    }

    @Test
    void tellsOfNoProgressThatFallsFromOneRoundToTheNext() {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, round(call) == 0 ? 5 : 1);
            progress(call, round(call) == 0 ? 6 : 6.5);
            return round(call) == 0 ? asks(RawJson.of(FORM)) : Future.succeededFuture(Stubs.text("done"));
        });
        String session = session("alice");
        EventReader stream = open("alice", session);

        answer(session, stream.messages(3).getLast(), "{\"action\":\"accept\"}");

        assertThat(stream.all())
                .filteredOn(event -> event.method().equals("notifications/progress"))
                .extracting(
                        event -> event.json().path("params").path("progress").asDouble())
                .containsExactly(5.0, 6.0, 6.5);
    }

    private void asksOnce() {
        gateway.stubs.tools.put(
                "echo", call -> round(call) == 0 ? asks(RawJson.of(FORM)) : Future.succeededFuture(Stubs.text("done")));
    }

    private static int round(Call call) {
        return call.answers().round();
    }

    private static Future<Outcome> asks(RawJson questions) {
        return Future.succeededFuture(new Outcome.InputRequired(questions, null));
    }

    private void progress(Call call, double done) {
        gateway.vertx
                .eventBus()
                .send(
                        Addresses.notes(call.id().shard()),
                        new Note.Progress(call.id(), RawJson.of("{\"progress\":" + done + '}')));
    }

    private String session(String caller) {
        return gateway.ask()
                .as(caller)
                .post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + CAPABILITIES
                        + ",\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                .header("Mcp-Session-Id");
    }

    private EventReader open(String caller, String session) {
        return ask(caller, session).open("POST", CALL);
    }

    private Ask ask(String caller, String session) {
        return gateway.onShard(0)
                .as(caller)
                .header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream");
    }

    private void answer(String session, EventReader.Event question, String result) {
        gateway.ask()
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"id\":\""
                        + question.json().path("id").asText() + "\",\"result\":" + result + '}');
    }

    private double gauge(String name) {
        return gateway.meters.get(name).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }
}
