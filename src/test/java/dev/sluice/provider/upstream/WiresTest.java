package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can happen to the transports of legacy revisions. */
@Tag("R-301")
class WiresTest {
    private static final String CHANGED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";

    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private Outcome call() {
        return rig.run(new LegacyWork(Asked.tool("t")));
    }

    private void works() {
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[]}"));
    }

    /** Ends the stream of a session, which the gateway is to open again soon. */
    private HttpServerResponse cut(LegacyServer.Session session) {
        await().until(() -> session.stream != null);
        HttpServerResponse stream = Objects.requireNonNull(session.stream, "no stream");
        rig.vertx.runOnContext(ignored -> {
            stream.write("retry: 10\n\n");
            stream.end();
        });
        return stream;
    }

    @Test
    void doesNotRepeatACallThatWasUnderWayWhenItsSessionWasForgotten() {
        rig.server.tools.put("t", turn -> turn.note("notifications/message", "{\"level\":\"info\",\"data\":1}"));
        rig.open();
        var outcome = rig.start(new LegacyWork(Asked.tool("t").can(Capability.FORM)));
        await().until(() -> rig.server.count("tools/call") == 1);
        LegacyServer.Session session = rig.server.sessions.values().stream()
                .filter(one -> !one.client.isEmpty())
                .findFirst()
                .orElseThrow();

        rig.server.sessions.remove(session.id);
        cut(session);

        assertThatThrownBy(() -> LegacyRig.await(outcome))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(WireException.Kind.LOST));
        assertThat(rig.server.count("tools/call")).isOne();
    }

    @Test
    void renewsAForgottenSessionAndSendsTheCallOnceMore() {
        works();
        rig.open();
        call();

        rig.server.sessions.clear();

        assertThat(call()).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.server.count("tools/call")).isEqualTo(2);
        assertThat(rig.counted("mcp.upstream.sessions.renewed")).isEqualTo(1);
    }

    @Test
    void renewsItsOwnSessionWithItsSubscriptions() {
        rig.open();
        LegacyRig.await(rig.onHome(() -> rig.dialect().watch("a:b", true)));
        rig.server.sessions.clear();

        rig.offer();

        await().until(() -> rig.server.count("resources/subscribe") == 2);
        await().until(() -> rig.told.contains("lists") && rig.told.contains("updated a:b"));
    }

    @Test
    void resumesTheStreamOfACallWhereItBrokeOff() {
        rig.server.tools.put("t", turn -> {
            turn.raw("id: e1\nretry: 20\ndata:\n\n");
            rig.server.resumed.put(
                    "e1",
                    rest -> rest.raw("id: e2\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + turn.message.getValue("id")
                            + ",\"result\":{\"content\":[]}}\n\n"));
            turn.hangUp();
        });
        rig.open();

        LegacyWork work = new LegacyWork(Asked.tool("t"));

        assertThat(rig.run(work)).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.server.count("tools/call")).isOne();
        assertThat(rig.counted("mcp.upstream.streams.resumed")).isEqualTo(1);
        assertThat(work.releases)
                .as("the caller need not hold its connection either")
                .hasValue(1);
    }

    @Test
    void letsNobodyGoWhenTheConnectionIsLost() {
        rig.server.tools.put("t", turn -> {
            turn.raw("id: e1\nretry: 20\ndata:\n\n");
            rig.server.resumed.put(
                    "e1",
                    rest -> rest.raw("id: e2\ndata: {\"jsonrpc\":\"2.0\",\"id\":" + turn.message.getValue("id")
                            + ",\"result\":{\"content\":[]}}\n\n"));
            turn.breakOff();
        });
        rig.open();
        LegacyWork work = new LegacyWork(Asked.tool("t"));

        assertThat(rig.run(work)).isInstanceOf(Outcome.Completed.class);
        assertThat(work.releases).hasValue(0);
    }

    @Test
    void failsTheCallWhoseStreamBreaksOffWithoutIds() {
        rig.server.tools.put("t", turn -> {
            turn.note("notifications/message", "{\"level\":\"info\",\"data\":1}");
            turn.hangUp();
        });
        rig.open();

        assertThatThrownBy(this::call)
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(WireException.Kind.LOST));
    }

    @Test
    void doesWithoutAStreamOfItsOwnWhereThereIsNone() {
        works();
        rig.server.streams = false;

        rig.open();

        assertThat(call()).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.server.requests).filteredOn(one -> one.startsWith("GET")).hasSize(1);
    }

    @Test
    void opensItsOwnStreamAgainAndSaysThatSomethingMayHaveBeenMissed() {
        rig.server.methods.put("tools/list", turn -> turn.result("{\"tools\":[]}"));
        rig.open();
        LegacyServer.Session session = rig.server.sessions.values().iterator().next();
        HttpServerResponse stream = cut(session);

        await().until(() -> rig.told.contains("lists"));
        assertThat(session.stream).isNotSameAs(stream);
        session.event(CHANGED);
        await().until(() -> rig.told.size() == 2);
    }

    @Test
    void fallsBackToEventStreamsWhereThereIsNothingElse() {
        works();
        rig.server.streamable = false;
        rig.path = "/sse";
        rig.transport = UpstreamConfig.Transport.AUTO;

        rig.open();

        assertThat(call()).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.dialect().status()).containsEntry("transport", "sse");
    }

    @Test
    void doesNotPostToAnotherOrigin() {
        rig.server.endpoint = "http://127.0.0.1:1/messages?sessionId=";
        rig.sse();

        assertThatThrownBy(() -> LegacyRig.await(rig.tryOpen()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("another origin");
    }

    @Test
    void saysThatAServerDoesNotSpeakSo() {
        rig.server.streamable = false;
        rig.transport = UpstreamConfig.Transport.HTTP;

        assertThatThrownBy(() -> LegacyRig.await(rig.tryOpen())).isInstanceOf(UnspokenException.class);
        assertThat(rig.meters.getMeters()).isEmpty();
    }

    @Test
    void findsItsOwnSessionAgainWhenTheEventStreamOfTheServerEnds() {
        works();
        rig.sse().open();

        rig.server.sessions.values().forEach(session -> {
            HttpServerResponse stream = session.stream;
            if (stream != null) {
                rig.vertx.runOnContext(ignored -> stream.end());
            }
        });

        await().until(() -> rig.told.contains("lists"));
        assertThat(rig.server.count("initialize")).isEqualTo(2);
        assertThat(rig.told).doesNotContain("lost");
    }

    @Test
    void isLostWhenItsOwnSessionCannotBeOpenedAgain() {
        rig.sse().open();
        rig.server.refusedStatus = 500;

        rig.server.sessions.values().forEach(session -> {
            HttpServerResponse stream = session.stream;
            if (stream != null) {
                rig.vertx.runOnContext(ignored -> stream.end());
            }
        });

        await().until(() -> rig.told.contains("lost"));
    }

    @Test
    void tellsWhenABusyServerMayBeAskedAgain() {
        works();
        rig.open();
        call();
        rig.server.refusedStatus = 503;

        assertThat(call())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.QUEUE_FULL));
    }

    @Test
    void refusesAnAnswerThatIsLargerThanTheBound() {
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[],\"x\":\"" + "x".repeat(100_000) + "\"}"));
        rig.open();

        assertThat(call())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED));
    }

    @Test
    void refusesAnEventThatIsLargerThanTheBound() {
        rig.server.tools.put("t", turn -> turn.event("{\"x\":\"" + "x".repeat(100_000) + "\"}"));
        rig.open();

        assertThat(call())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED));
    }

    @Test
    void failsWhatIsAnsweredWithGarbage() {
        rig.server.tools.put("t", turn -> turn.event("{\"jsonrpc\":"));
        rig.open();

        assertThatThrownBy(this::call).isInstanceOf(WireException.class).hasMessageContaining("JSON-RPC");
    }

    @Test
    void doesNotWaitForEverForAHandshake() {
        rig.patience = Duration.ofMillis(200);
        rig.server.methods.put("initialize", turn -> {});

        assertThatThrownBy(() -> LegacyRig.await(rig.tryOpen()))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("in time");
    }
}
