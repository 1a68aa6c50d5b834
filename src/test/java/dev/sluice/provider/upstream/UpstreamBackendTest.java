package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.modern.ModernHttpFactory;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the gateway keeps in touch with an upstream. */
@Tag("R-301")
class UpstreamBackendTest {
    private static final String LISTENING = "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true}}";

    private final UpstreamRig rig = new UpstreamRig();
    private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "404, text/plain, nothing here, true",
        "400, application/json, '{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000,\"message\":\"no session\"}}', true",
        "200, application/json, '{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32601,\"message\":\"no\"}}', true",
        "500, text/html, <p>oh</p>, true",
        "400, application/json, '{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32020,\"message\":\"no\"}}', false",
        "400, application/json, '{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32022,\"message\":\"no\","
                + "\"data\":{\"supported\":[\"2025-11-25\"]}}}', true",
        "403, text/plain, no, false",
        "502, text/plain, no, false"
    })
    void takesAnUpstreamForALegacyOneWhenItDoesNotUnderstandTheQuestion(
            int status, String type, String body, boolean legacy) {
        ScriptedServer server = new ScriptedServer(rig.vertx)
                .on(
                        "server/discover",
                        asked -> asked.http()
                                .response()
                                .setStatusCode(status)
                                .putHeader("content-type", type)
                                .end(body.replace("ID", asked.id())));
        AtomicInteger shaken = new AtomicInteger();
        DialectFactory other = (upstream, events) -> {
            shaken.incrementAndGet();
            return Future.failedFuture(new UnspokenException("none"));
        };

        rig.start(
                UpstreamRig.config(server.port(), Duration.ofMinutes(5)),
                new EraProbe(new ModernHttpFactory(), other, other));

        assertThat(shaken.get() > 0).isEqualTo(legacy);
        assertThat(rig.status()).containsEntry("reachable", false);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, false"})
    @Tag("R-303")
    void asksOnceMoreWhenAnUpstreamRefusesTheVersionThatItSaysItSpeaks(int refusals, boolean modern) {
        AtomicInteger refused = new AtomicInteger();
        ScriptedServer server = new ScriptedServer(rig.vertx);
        ScriptedServer.Script discovered = server.script("server/discover");
        server.on("server/discover", asked -> {
            if (refused.incrementAndGet() <= refusals) {
                asked.error(400, -32022, "{\"supported\":[\"2026-07-28\"]}");
            } else {
                discovered.serve(asked);
            }
        });
        AtomicInteger shaken = new AtomicInteger();
        DialectFactory other = (upstream, events) -> {
            shaken.incrementAndGet();
            return Future.failedFuture(new UnspokenException("none"));
        };

        rig.start(
                UpstreamRig.config(server.port(), Duration.ofMinutes(5)),
                new EraProbe(new ModernHttpFactory(), other, other));

        assertThat(rig.status()).containsEntry("reachable", modern);
        assertThat(shaken.get() == 0).isEqualTo(modern);
    }

    @Test
    void startsWithoutAnUpstreamThatIsNotThereAndFindsItLater() {
        ScriptedServer gone = new ScriptedServer(rig.vertx);
        int port = gone.port();
        gone.close();
        rig.start(UpstreamRig.config(port, Duration.ofMinutes(5)), UpstreamRig.modernOnly());
        UpstreamRig.Running early = rig.run(Asked.tool("echo"));
        UpstreamRig.until(() -> early.outcome.future().failed());

        new ScriptedServer(rig.vertx, port).on("tools/call", asked -> asked.result("{}"));

        assertThat(early.outcome.future().cause()).isInstanceOf(NotSentException.class);
        UpstreamRig.until(() -> !rig.offers.isEmpty());
        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.meters.get("mcp.upstream.up").gauge().value()).isEqualTo(1);
    }

    @Test
    @Tag("R-309")
    void aCallThatDoesNotGetThereShowsSoonThatAnUpstreamIsAway() {
        // given: its lists would be fetched again after five minutes
        ScriptedServer server = new ScriptedServer(rig.vertx);
        rig.start(UpstreamRig.config(server.port(), Duration.ofMinutes(5)), UpstreamRig.modernOnly());
        assertThat(rig.status()).containsEntry("reachable", true);
        int port = server.port();
        server.close();

        // when
        UpstreamRig.Running lost = rig.run(Asked.tool("echo"));
        UpstreamRig.until(() -> lost.outcome.future().failed());

        // then
        UpstreamRig.until(() -> Boolean.FALSE.equals(rig.status().get("reachable")));
        assertThat(rig.meters.get("mcp.upstream.up").gauge().value()).isZero();
        assertThat(rig.status()).containsKey("lastFailure");

        // when it is back
        new ScriptedServer(rig.vertx, port).on("tools/call", asked -> asked.result("{}"));

        // then
        UpstreamRig.until(() -> Boolean.TRUE.equals(rig.status().get("reachable")));
    }

    @Test
    void keepsTheLastOfferWhileAnUpstreamIsAwayAndPublishesOnlyWhatIsNew() {
        ScriptedServer server = new ScriptedServer(rig.vertx);
        rig.start(UpstreamRig.config(server.port(), Duration.ofMillis(50)), UpstreamRig.modernOnly());
        UpstreamRig.until(() -> server.asked("tools/list").size() > 3);
        assertThat(rig.offers).hasSize(1);

        int port = server.port();
        server.close();
        UpstreamRig.until(() -> Boolean.FALSE.equals(rig.status().get("reachable")));
        assertThat(rig.offers).hasSize(1);

        new ScriptedServer(rig.vertx, port).tools("other");
        UpstreamRig.until(() -> rig.offers.size() == 2);
        assertThat(rig.lastOffer().tools()).extracting(ToolDescriptor::name).containsExactly("other");
    }

    @Test
    @Tag("R-302")
    void hearsOfChangesOfListsAndOfTheResourcesThatAreWatched() {
        ScriptedServer server = listening();
        rig.start(server);
        UpstreamRig.until(() -> streams.size() == 1);

        server.tools("echo", "more");
        streams.getFirst().write(ScriptedServer.note("notifications/tools/list_changed", "{}"));
        UpstreamRig.until(() -> rig.offers.size() == 2);
        UpstreamRig.await(rig.watch("x:1", true));
        UpstreamRig.until(() -> streams.size() == 2);
        streams.getLast().write(ScriptedServer.note("notifications/resources/updated", "{\"uri\":\"x:2\"}"));
        streams.getLast().write(ScriptedServer.note("notifications/resources/updated", "{\"uri\":\"x:1\"}"));

        UpstreamRig.until(() -> !rig.updated.isEmpty());
        assertThat(rig.updated).containsExactly("x:1");
        assertThat(server.asked("subscriptions/listen").getLast().params().path("notifications"))
                .hasToString("{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"x:1\"]}");
        UpstreamRig.until(() -> streams.getFirst().closed());
        assertThat(streams.getLast().closed()).isFalse();
    }

    @Test
    @Tag("R-302")
    void watchesOnlyWhenTheUpstreamHasAcknowledgedAndClosesTheOldStreamAfterwards() {
        ScriptedServer server = listening();
        rig.start(server);
        UpstreamRig.until(() -> streams.size() == 1);
        server.on("subscriptions/listen", asked -> streams.add(asked.stream()));

        Future<Void> watched = rig.watch("x:1", true);
        UpstreamRig.until(() -> streams.size() == 2);
        assertThat(watched.isComplete()).isFalse();
        assertThat(streams.getFirst().closed()).isFalse();
        acknowledge(server.asked("subscriptions/listen").getLast(), streams.getLast());

        UpstreamRig.await(watched);
        UpstreamRig.until(() -> streams.getFirst().closed());
    }

    @Test
    @Tag("R-302")
    void opensALostSubscriptionAgainAndFetchesTheListsAsSomethingMayHaveBeenMissed() {
        ScriptedServer server = listening();
        rig.start(server);
        UpstreamRig.until(() -> streams.size() == 1);
        server.tools("echo", "missed");

        streams.getFirst().reset();

        UpstreamRig.until(() -> streams.size() == 2);
        UpstreamRig.until(() -> rig.offers.size() == 2);
        assertThat(rig.lastOffer().tools()).extracting(ToolDescriptor::name).containsExactly("echo", "missed");
    }

    @Test
    void looksForAnUpstreamThatSpeaksOtherwiseNow() {
        ScriptedServer server = new ScriptedServer(rig.vertx);
        AtomicInteger shaken = new AtomicInteger();
        DialectFactory other = (upstream, events) -> {
            shaken.incrementAndGet();
            return Future.failedFuture(new UnspokenException("none"));
        };
        rig.start(
                UpstreamRig.config(server.port(), Duration.ofMillis(50)),
                new EraProbe(new ModernHttpFactory(), other, other));

        server.on("server/discover", asked -> asked.json(404, "{}"));

        UpstreamRig.until(() -> shaken.get() > 0);
    }

    @Test
    void leavesNoMeterAndNoStreamBehind() {
        ScriptedServer server = listening();
        rig.start(server);
        UpstreamRig.until(() -> streams.size() == 1);

        rig.stop();

        UpstreamRig.until(() -> streams.getFirst().closed());
        assertThat(rig.meters.getMeters()).isEmpty();
    }

    private ScriptedServer listening() {
        return new ScriptedServer(rig.vertx)
                .capabilities(LISTENING)
                .on("resources/list", asked -> asked.result("{\"resources\":[]}"))
                .on("subscriptions/listen", asked -> {
                    HttpServerResponse stream = asked.stream();
                    acknowledge(asked, stream);
                    streams.add(stream);
                });
    }

    private static void acknowledge(ScriptedServer.Asked asked, HttpServerResponse stream) {
        stream.write(ScriptedServer.note(
                "notifications/subscriptions/acknowledged",
                "{\"notifications\":{},\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + asked.id() + "}}"));
    }
}
