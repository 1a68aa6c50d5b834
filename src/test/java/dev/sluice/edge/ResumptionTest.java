package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Note;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of old clients that outlive their connection. */
@Tag("R-201")
class ResumptionTest {
    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.heartbeat = Duration.ofMillis(100);
                settings.streamBuffer = 1_000;
                settings.streamsPerUser = 3;
            },
            List.of());
    private final Promise<Outcome> outcome = Promise.promise();

    @BeforeEach
    void holdTheCall() {
        gateway.stubs.tools.put("echo", call -> outcome.future());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void primesAStreamOfTheNewestOldRevision() {
        EventReader stream = call(gateway.onShard(1), gateway.session("2025-11-25"));

        assertThat(stream.events().getFirst().id()).matches("1-[0-9a-z]+-1");
        assertThat(stream.events().getFirst().data()).isEmpty();
        assertThat(stream.events().getFirst().retry()).isEqualTo("50");
        assertThat(stream.events()).extracting(EventReader.Event::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18"})
    void doesNotPrimeOlderOnesThatWouldChokeOnAnEmptyEvent(String revision) {
        EventReader stream = call(gateway.ask(), gateway.session(revision));

        assertThat(stream.messages(1).getFirst().id()).isNotNull();
        assertThat(stream.events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void replaysToAClientThatComesBackToAnyShard(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader first = call(gateway.onShard(0), session);
        String seen = first.lastId();

        first.disconnect();
        await().until(() -> gauge("call") == 0);
        progress(2);
        EventReader second = resume(gateway.onShard(shard), session, seen);
        assertThat(second.messages(1).getFirst().data()).contains("\"progress\":2");
        progress(3);
        second.messages(2);
        outcome.complete(Stubs.text("finished"));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.headers().get("Content-Type")).isEqualTo("text/event-stream");
        assertThat(second.all())
                .hasSize(3)
                .last()
                .satisfies(event -> assertThat(event.data()).contains("finished"));
        assertThat(gateway.stubs.cancellations).isEmpty();
        EventReader third = resume(gateway.onShard(1 - shard), session, seen);
        assertThat(third.all())
                .extracting(EventReader.Event::data)
                .isEqualTo(
                        second.messages().stream().map(EventReader.Event::data).toList());
        assertThat(gateway.meters.get("mcp.streams.replayed").counter().count()).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void takesOverFromAConnectionThatOnlySeemsAlive(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader first = call(gateway.onShard(0), session);

        EventReader second = resume(gateway.onShard(shard), session, first.lastId());
        await().until(first::isEnded);
        outcome.complete(Stubs.text("finished"));

        assertThat(second.all()).hasSize(1);
        assertThat(first.messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void noticesThatAClientWhichCameBackWentAwayAgain(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader first = call(gateway.onShard(0), session);
        EventReader second = resume(gateway.onShard(shard), session, first.lastId());
        second.disconnect();
        await().until(() -> gauge("session") == 0 && gauge("call") == 0);
        outcome.complete(Stubs.text("finished"));

        EventReader third = resume(gateway.onShard(0), session, first.lastId());

        assertThat(third.all()).hasSize(1);
    }

    @Test
    void letsAClientGoThatIsToPoll() {
        String session = gateway.session("2025-11-25");
        var opening = gateway.ask()
                .header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream")
                .opening("POST", Ask.legacyBody("tools/call", "\"name\":\"echo\""));
        await().until(() -> !gateway.stubs.calls.isEmpty());

        send(new Note.Release(call().id()));

        await().until(() -> opening.succeeded() && opening.result().isEnded());
        EventReader first = opening.result();
        assertThat(first.isBroken()).isFalse();
        assertThat(first.events()).hasSize(1);
        assertThat(first.events().getFirst().retry()).isEqualTo("50");
        outcome.complete(Stubs.text("finished"));
        EventReader second = resume(gateway.ask(), session, first.lastId());
        assertThat(second.all().getFirst().data()).contains("finished");
    }

    @Test
    void showsAStreamToItsSessionOnly() {
        String session = gateway.session("2025-11-25");
        EventReader stream = call(gateway.ask(), session);
        String id = stream.lastId();

        var otherSession = get(gateway.ask(), gateway.session("2025-11-25"), id);
        var otherPrincipal = get(gateway.ask().as("root"), session, id);
        var stranger = get(gateway.stranger(), session, id);

        assertThat(otherSession.status()).isEqualTo(400);
        assertThat(otherPrincipal.status()).isEqualTo(404);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stream.isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0-1-1", "9-1-1", "0-1", "-1-1-1", "0-zzzzzzzzzzzzzzzzzzzz-1", "0--1-1"})
    void knowsNoOtherEvents(String id) {
        assertThat(get(gateway.ask(), gateway.session("2025-11-25"), id).status())
                .isEqualTo(400);
    }

    @Test
    void forgetsAStreamThatNobodyCameBackFor() {
        String session = gateway.session("2025-11-25");
        EventReader stream = call(gateway.ask(), session);
        stream.disconnect();
        await().until(() -> gauge("call") == 0);
        assertThat(kept()).isEqualTo(1);

        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(3)));

        await().until(() -> kept() == 0);
        assertThat(get(gateway.ask(), session, stream.lastId()).status()).isEqualTo(400);
    }

    @Test
    void keepsTheLastEventsWhenTheyAreTooMany() {
        String session = gateway.session("2025-11-25");
        EventReader stream = call(gateway.onShard(0), session);
        for (int i = 1; i <= 30; i++) {
            progress(i);
        }
        stream.messages(31);
        String first = stream.events().getFirst().id();
        outcome.complete(Stubs.text("finished"));
        stream.all();

        var events = resume(gateway.onShard(0), session, String.valueOf(first)).all();

        assertThat(events)
                .hasSizeBetween(2, 8)
                .last()
                .satisfies(event -> assertThat(event.data()).contains("finished"));
        assertThat(gateway.meters.get("mcp.streams.missed").counter().count()).isGreaterThan(20);
    }

    @Test
    void makesRoomForNewStreamsByForgettingFinishedOnes() {
        String session = gateway.session("2025-11-25");
        outcome.complete(Stubs.text("finished"));
        gateway.stubs.tools.put("echo", call -> {
            send(new Note.Progress(call.id(), RawJson.of("{\"progress\":1}")));
            return outcome.future();
        });
        Ask ask = gateway.onShard(0);
        String firstId = "";
        for (int i = 0; i < 5; i++) {
            EventReader stream = open(ask, session);
            stream.all();
            assertThat(stream.lastId()).isNotEmpty();
            firstId = i == 0 ? stream.lastId() : firstId;
        }

        assertThat(kept()).isEqualTo(3);
        assertThat(get(gateway.ask(), session, firstId).status()).isEqualTo(400);
    }

    @Test
    void endsAQuestionWhoseClientDoesNotComeBack() {
        gateway.stubs.tools.put(
                "echo",
                call -> io.vertx.core.Future.succeededFuture(new Outcome.InputRequired(
                        RawJson.of("{\"a\":{\"method\":\"sampling/createMessage\",\"params\":{}}}"), null)));
        String session = gateway.session("2025-11-25", "{\"sampling\":{}}");
        EventReader stream = open(gateway.ask(), session);
        stream.messages(1);
        stream.disconnect();
        await().until(() -> gauge("call") == 0);

        gateway.now.updateAndGet(now -> now.plus(Duration.ofMinutes(3)));

        await().until(() -> kept() == 0);
        await().until(() -> gateway.audit.stream()
                .anyMatch(entry -> String.valueOf(entry.outcome()).equals("CANCELLED")));
    }

    private Call call() {
        return gateway.stubs.calls.element();
    }

    private EventReader call(Ask ask, String session) {
        gateway.stubs.calls.clear();
        var opening = ask.header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream")
                .opening("POST", Ask.legacyBody("tools/call", "\"name\":\"echo\",\"_meta\":{\"progressToken\":\"t\"}"));
        await().until(() -> !gateway.stubs.calls.isEmpty());
        progress(0);
        await().until(opening::succeeded);
        opening.result().messages(1);
        return opening.result();
    }

    private static EventReader open(Ask ask, String session) {
        return ask.header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream")
                .open("POST", Ask.legacyBody("tools/call", "\"name\":\"echo\",\"_meta\":{\"progressToken\":\"t\"}"));
    }

    private static EventReader resume(Ask ask, String session, String last) {
        return ask.header("Mcp-Session-Id", session)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .open("GET", "");
    }

    private static Reply get(Ask ask, String session, String last) {
        return ask.header("Mcp-Session-Id", session)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .method("GET");
    }

    private void progress(int done) {
        send(new Note.Progress(call().id(), RawJson.of("{\"progress\":" + done + '}')));
    }

    private void send(Note note) {
        gateway.vertx.eventBus().send(Addresses.notes(note.call().shard()), note);
    }

    private double gauge(String kind) {
        return gateway.meters.get("mcp.streams.open").tag("kind", kind).gauge().value();
    }

    private double kept() {
        return gateway.meters.get("mcp.streams.kept").gauge().value();
    }
}
