package dev.sluice.edge;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Note;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are event streams because something was said before them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallStreamsTest {
    private static final String BOTH = "application/json, text/event-stream";
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

    @Test
    @Tag("R-202")
    void answersWithAnEventStreamWhenACallHasProgress() {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\"progress\":1,\"total\":2.0}");
            progress(call, "{ }");
            return Future.succeededFuture(Stubs.text("done"));
        });

        EventReader stream = call("\"progressToken\":1.50,");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.headers().get("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.headers().get("X-Accel-Buffering")).isEqualTo("no");
        assertThat(stream.headers().get("Cache-Control")).isEqualTo("no-store");
        assertThat(stream.headers().get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(stream.headers().contains("X-Request-Id")).isTrue();
        assertThat(stream.all())
                .extracting(EventReader.Event::data)
                .startsWith(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
                                + "{\"progressToken\":1.50,\"progress\":1,\"total\":2.0}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":1.50}}")
                .hasSize(3)
                .last()
                .asString()
                .contains("\"resultType\":\"complete\"")
                .contains("done");
        assertThat(stream.events())
                .allSatisfy(event -> assertThat(event.type()).isEqualTo("message"))
                .allSatisfy(event -> assertThat(event.id()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "[1]", "true", "long"})
    @Tag("R-202")
    @Tag("R-201")
    void refusesAProgressTokenThatIsNoShortStringOrNumberInBothEras(String token) {
        String member = "\"progressToken\":" + (token.equals("long") ? '"' + "x".repeat(2_000) + '"' : token);

        Reply modern = modern("")
                .headers(EdgeHarness.modernHeaders("tools/call"))
                .header("Mcp-Name", "echo")
                .post(body(member + ","));
        Reply legacy = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25"))
                .header("Accept", BOTH)
                .legacy("tools/call", "\"name\":\"echo\",\"_meta\":{" + member + '}');

        assertThat(List.of(modern, legacy)).allSatisfy(reply -> {
            assertThat(reply.code()).isEqualTo("INVALID_PARAMS");
            assertThat(reply.error().path("data").path("field").asText()).isEqualTo("progressToken");
        });
        assertThat(gateway.stubs.calls).isEmpty();
    }

    @Test
    @Tag("R-201")
    void answersWithAnEventStreamAClientThatNamesItFirst() {
        Reply listed = gateway.ask()
                .header("Accept", "text/event-stream, application/json")
                .modern("tools/list", "");
        Reply refused = gateway.ask()
                .header("Accept", "text/event-stream, application/json")
                .modern("no/such/method", "");

        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(listed.body()).startsWith("event: message\ndata: {").contains("\"tools\"");
        assertThat(refused.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    @Tag("R-202")
    void tellsTheLogFromTheLevelThatWasAskedFor() {
        gateway.stubs.tools.put("echo", call -> {
            note(new Note.Log(call.id(), LogLevel.INFO, RawJson.of("{\"level\":\"info\",\"data\":\"low\"}")));
            note(new Note.Log(call.id(), LogLevel.ERROR, RawJson.of("{\"level\":\"error\",\"data\":\"grave\"}")));
            progress(call, "{\"progress\":1}");
            return Future.succeededFuture(Stubs.text("done"));
        });

        List<EventReader.Event> events =
                call("\"io.modelcontextprotocol/logLevel\":\"warning\",").all();

        assertThat(events).hasSize(2);
        assertThat(events.get(0).method()).isEqualTo("notifications/message");
        assertThat(events.get(0).json().path("params").path("data").asText()).isEqualTo("grave");
    }

    @Test
    @Tag("R-202")
    void answersWithJsonWhenNothingWasAskedForOrSaid() {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\"progress\":1}");
            return Future.succeededFuture(Stubs.text("done"));
        });

        var unasked = modern("").call("echo", "{}");
        gateway.stubs.tools.clear();
        var unsaid = modern("\"progressToken\":\"t\",").call("echo", "{}");

        assertThat(unasked.header("Content-Type")).isEqualTo("application/json");
        assertThat(unsaid.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", ""})
    @Tag("R-202")
    void dropsNotesOfAClientThatTakesNoEventStream(String accept) {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\"progress\":1}");
            return Future.succeededFuture(Stubs.text("done"));
        });
        Ask ask = modern("").headers(EdgeHarness.modernHeaders("tools/call")).header("Mcp-Name", "echo");
        if (accept.isEmpty()) {
            ask.without("Accept");
        } else {
            ask.header("Accept", accept);
        }

        var reply = ask.post(body("\"progressToken\":\"t\","));

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.result().path("content")).hasSize(1);
    }

    @Test
    @Tag("R-202")
    void refusesInJsonWithItsStatusWhenNothingWasSaidBefore() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.MISSING_CAPABILITY))));

        var refused = call("\"progressToken\":\"t\",");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.headers().get("Content-Type")).isEqualTo("application/json");
    }

    @Test
    @Tag("R-202")
    void refusesAsTheLastEventWhenSomethingWasSaidBefore() {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\"progress\":1}");
            return Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.TIMEOUT)));
        });

        EventReader stream = call("\"progressToken\":\"t\",");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.all())
                .last()
                .satisfies(event -> assertThat(
                                event.json().path("error").path("code").asInt())
                        .isEqualTo(-31504));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("R-202")
    void cancelsAModernCallWhenItsStreamIsClosed(boolean http2) {
        Promise<Outcome> never = Promise.promise();
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\"progress\":1}");
            return never.future();
        });
        Ask ask = modern("").headers(EdgeHarness.modernHeaders("tools/call")).header("Mcp-Name", "echo");
        EventReader stream = (http2 ? ask.overHttp2() : ask).open("POST", body("\"progressToken\":\"t\","));
        stream.messages(1);
        double open = gauge("call");

        stream.disconnect();

        await().until(() -> !gateway.stubs.cancellations.isEmpty());
        assertThat(gateway.stubs.cancellations.element().call())
                .isEqualTo(gateway.stubs.calls.element().id());
        assertThat(open).isEqualTo(1);
        await().until(() -> gauge("call") == 0);
        never.complete(Stubs.text("late"));
    }

    @Test
    @Tag("R-202")
    void keepsLineBreaksOfJsonInsideOfOneEvent() {
        gateway.stubs.tools.put("echo", call -> {
            progress(call, "{\r\n  \"progress\": 1\n}");
            return Future.succeededFuture(Stubs.text("done"));
        });

        var events = call("\"progressToken\":\"t\",").all();

        assertThat(events).hasSize(2);
        assertThat(events.getFirst().json().path("params").path("progress").asInt())
                .isEqualTo(1);
    }

    private double gauge(String kind) {
        return gateway.meters.get("mcp.streams.open").tag("kind", kind).gauge().value();
    }

    private void progress(Call call, String params) {
        note(new Note.Progress(call.id(), RawJson.of(params)));
    }

    private void note(Note note) {
        gateway.vertx.eventBus().send(Addresses.notes(note.call().shard()), note);
    }

    private Ask modern(String ignored) {
        return gateway.ask().header("Accept", BOTH);
    }

    private EventReader call(String meta) {
        try {
            return modern("")
                    .headers(EdgeHarness.modernHeaders("tools/call"))
                    .header("Mcp-Name", "echo")
                    .opening("POST", body(meta))
                    .await(30, SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static String body(String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                + EdgeHarness.meta().replace("\"_meta\":{", "\"_meta\":{" + meta) + "}}";
    }
}
