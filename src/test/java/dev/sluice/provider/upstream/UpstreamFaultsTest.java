package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that misbehave hurt those who call them, and nobody else. */
@Tag("R-305")
class UpstreamFaultsTest {
    private static final String DONE = "{\"resultType\":\"complete\",\"content\":[]}";
    private static final int BOUND = 64 * 1024;

    private final UpstreamRig rig = new UpstreamRig();
    private final ScriptedServer server = new ScriptedServer(rig.vertx);

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"jsonrpc\":\"2.0\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":\"no\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}"
            })
    void failsOnGarbage(String body) {
        assertFails(asked -> asked.json(200, body.replace("ID", asked.id())), WireException.Kind.NONSENSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 301, 404, 418, 500})
    void failsOnAStatusThatIsNoAnswer(int status) {
        assertFails(asked -> asked.http().response().setStatusCode(status).end(), WireException.Kind.NONSENSE);
    }

    @Test
    void failsWhenTheStreamEndsBeforeTheAnswer() {
        assertFails(asked -> asked.stream().end(": sorry\n\n"), WireException.Kind.LOST);
    }

    @Test
    void failsWhenTheConnectionDiesInTheMiddleOfAnAnswer() {
        assertFails(
                asked -> asked.http()
                        .response()
                        .putHeader("content-type", "application/json")
                        .putHeader("content-length", "100")
                        .write("{\"jsonrpc\"")
                        .onComplete(ignored -> asked.http().connection().close()),
                WireException.Kind.LOST);
    }

    @Test
    void failsOnCredentialsThatAreNotAccepted() {
        assertFails(asked -> asked.http().response().setStatusCode(401).end(), WireException.Kind.UNAUTHORIZED);
    }

    @Test
    void cutsABodyThatIsLargerThanTheBoundWithoutReadingOn() {
        AtomicBoolean cut = new AtomicBoolean();
        server.on("tools/call", asked -> {
            HttpServerResponse response = asked.http().response();
            response.setChunked(true).putHeader("content-type", "application/json");
            response.closeHandler(ignored -> cut.set(true));
            endless(response, Buffer.buffer("x".repeat(8192)));
        });
        assertTooLarge();

        UpstreamRig.until(cut::get);
    }

    @Test
    void cutsAnEventThatIsLargerThanTheBoundWithoutReadingOn() {
        AtomicBoolean cut = new AtomicBoolean();
        server.on("tools/call", asked -> {
            HttpServerResponse response = asked.stream();
            response.closeHandler(ignored -> cut.set(true));
            response.write("data: ");
            endless(response, Buffer.buffer("x".repeat(8192)));
        });
        assertTooLarge();

        UpstreamRig.until(cut::get);
    }

    @Test
    void answersACallWithMoreNotesThanArePassedOn() {
        Buffer notes = Buffer.buffer(ScriptedServer.note("notifications/message", "{\"level\":\"info\",\"data\":1}")
                .repeat(30_000));
        server.on("tools/call", asked -> {
            HttpServerResponse response = asked.stream();
            response.write(notes);
            response.end(asked.resultMessage(DONE));
        });
        rig.start(server);

        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void endsACallWhoseUpstreamFloodsItWithNotes() {
        AtomicBoolean cut = new AtomicBoolean();
        Buffer notes = Buffer.buffer(ScriptedServer.note("notifications/message", "{\"level\":\"info\",\"data\":1}")
                .repeat(100));
        assertFails(
                asked -> {
                    HttpServerResponse response = asked.stream();
                    response.closeHandler(ignored -> cut.set(true));
                    endless(response, notes);
                },
                WireException.Kind.NONSENSE);

        UpstreamRig.until(cut::get);
    }

    @Test
    void takesTheFirstOfTwoAnswersAndClosesAStreamThatStaysOpen() {
        AtomicBoolean cut = new AtomicBoolean();
        server.on("tools/call", asked -> {
            HttpServerResponse response = asked.stream();
            response.closeHandler(ignored -> cut.set(true));
            response.write(asked.resultMessage(DONE) + asked.resultMessage("{\"second\":1}"));
        });
        rig.start(server);

        assertThat(rig.outcome(Asked.tool("echo")))
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        done -> assertThat(done.result()).hasToString(DONE));
        UpstreamRig.until(cut::get);
    }

    @Test
    void doesNotLetCallsThatHangHoldUpOthers() {
        server.tools("hang", "trickle", "echo").on("tools/call", asked -> {
            switch (asked.params().path("name").asText()) {
                case "hang" -> asked.header("host");
                case "trickle" -> asked.stream().write(":");
                default -> asked.result(DONE);
            }
        });
        rig.start(server);
        UpstreamRig.Running hanging = rig.run(Asked.tool("hang"));
        UpstreamRig.Running trickling = rig.run(Asked.tool("trickle"));

        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOf(Outcome.Completed.class);
        hanging.cancelled.complete();
        trickling.cancelled.complete();

        UpstreamRig.until(() -> hanging.outcome.future().failed());
        UpstreamRig.until(() -> trickling.outcome.future().failed());
        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void givesConnectionsOfCancelledCallsBackWhileOthersWaitForOne() {
        server.tools("hang", "echo").on("tools/call", asked -> {
            if (asked.params().path("name").asText().equals("echo")) {
                asked.result(DONE);
            }
        });
        rig.start(UpstreamRig.config(server.port(), Duration.ofMinutes(5), true, 1), UpstreamRig.modernOnly());
        UpstreamRig.Running hanging = rig.run(Asked.tool("hang"));
        UpstreamRig.until(() -> server.asked("tools/call").size() == 1);
        UpstreamRig.Running gaveUp = rig.run(Asked.tool("echo"));
        UpstreamRig.Running waiting = rig.run(Asked.tool("echo"));
        gaveUp.cancelled.complete();

        hanging.cancelled.complete();

        assertThat(UpstreamRig.await(waiting.outcome.future())).isInstanceOf(Outcome.Completed.class);
        assertThat(server.asked("tools/call")).hasSize(2);
    }

    private void assertTooLarge() {
        rig.start(server);
        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(refused.refusal().message()).contains("bound of " + BOUND);
        });
    }

    private void assertFails(Consumer<ScriptedServer.Asked> script, WireException.Kind kind) {
        server.on("tools/call", script::accept);
        rig.start(server);

        UpstreamRig.Running running = rig.run(Asked.tool("echo"));

        UpstreamRig.until(() -> running.outcome.future().isComplete());
        assertThat(running.outcome.future().cause())
                .isInstanceOfSatisfying(
                        WireException.class, wire -> assertThat(wire.kind()).isEqualTo(kind));
        assertThat(rig.counted("mcp.upstream.requests", "outcome", "failed")).isEqualTo(1);
    }

    private static void endless(HttpServerResponse response, Buffer piece) {
        response.write(piece).onSuccess(ignored -> endless(response, piece));
    }
}
