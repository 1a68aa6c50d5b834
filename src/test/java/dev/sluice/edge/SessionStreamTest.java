package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.Serving;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The standalone stream of a session, and what a client sets for its session. */
@Tag("R-201")
class SessionStreamTest {
    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.heartbeat = Duration.ofMillis(100);
                settings.streamsPerUser = 4;
                settings.shutdown = Duration.ofMinutes(1);
            },
            List.of());

    @BeforeEach
    void publishResources() {
        gateway.publish("default", catalog());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    static CatalogSnapshot catalog() {
        return new CatalogSnapshot(
                2,
                new CatalogSnapshot.Contents(
                        EdgeHarness.tools(),
                        List.of(),
                        List.of(resource("test://open", Set.of()), resource("test://secret", Set.of("admin"))),
                        List.of(new TemplateEntry(
                                UriTemplate.of("test://item/{id}"),
                                "stub",
                                RawJson.of("{\"uriTemplate\":\"test://item/{id}\",\"name\":\"items\"}"),
                                Set.of(),
                                Duration.ofMinutes(1))),
                        false,
                        true));
    }

    private static ResourceEntry resource(String uri, Set<String> roles) {
        return new ResourceEntry(
                uri, "stub", RawJson.of("{\"uri\":\"" + uri + "\",\"name\":\"r\"}"), roles, Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
    void tellsOfChangedLists(String revision) {
        EventReader stream = get(gateway.onShard(1), gateway.session(revision));

        publish(new CatalogChange(3, true, false, true));

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.messages(2))
                .extracting(EventReader.Event::data)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/list_changed\",\"params\":{}}");
        boolean primed = stream.events().getFirst().retry() != null;
        assertThat(primed).isEqualTo(revision.equals("2025-11-25"));
    }

    @Test
    void tellsOfResourcesThatItsClientSubscribedToAtAnyShard() {
        String session = gateway.session("2025-11-25");
        EventReader stream = get(gateway.onShard(0), session);
        assertThat(request(gateway.onShard(1), session, "resources/subscribe", "test://open")
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        request(gateway.onShard(1), session, "resources/subscribe", "test://item/7");

        updated("test://open");
        updated("test://item/8");
        updated("test://item/7");

        assertThat(stream.messages(2))
                .extracting(EventReader.Event::data)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":"
                                + "{\"uri\":\"test://open\"}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":"
                                + "{\"uri\":\"test://item/7\"}}");
        request(gateway.onShard(1), session, "resources/unsubscribe", "test://open");
        updated("test://open");
        updated("test://item/7");
        assertThat(stream.messages(3))
                .hasSize(3)
                .last()
                .satisfies(event -> assertThat(event.data()).contains("item/7"));
    }

    @ParameterizedTest
    @CsvSource({"test://secret,-31403", "test://none,-32002"})
    void subscribesOnlyToWhatItsCallerMayRead(String uri, int code) {
        var reply = request(gateway.ask(), gateway.session("2025-11-25"), "resources/subscribe", uri);

        assertThat(reply.error().path("code").asInt()).isEqualTo(code);
    }

    @Test
    void boundsTheSubscriptionsOfASession() {
        String session = gateway.session("2025-11-25");
        for (int i = 0; i < 256; i++) {
            request(gateway.ask(), session, "resources/subscribe", "test://item/" + i);
        }

        var reply = request(gateway.ask(), session, "resources/subscribe", "test://item/256");

        assertThat(reply.code()).isEqualTo("INVALID_PARAMS");
        assertThat(reply.error().path("data").path("limit").asInt()).isEqualTo(256);
        assertThat(request(gateway.ask(), session, "resources/subscribe", "test://item/1")
                        .result()
                        .isObject())
                .isTrue();
    }

    @Test
    void givesCallsTheLogLevelOfTheirSessionAtEveryShard() {
        String session = gateway.session("2025-11-25");

        var set = in(gateway.onShard(0), session).legacy("logging/setLevel", "\"level\":\"warning\"");
        in(gateway.onShard(1), session).legacy("tools/call", "\"name\":\"echo\"");
        var wrong = in(gateway.ask(), session).legacy("logging/setLevel", "\"level\":\"loud\"");

        assertThat(set.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
        assertThat(gateway.stubs.calls.element().caller().logLevel()).hasToString("WARNING");
        assertThat(wrong.code()).isEqualTo("INVALID_PARAMS");
    }

    @Test
    void countsTheSettingOfALevelAgainstTheLimitOfItsCaller() {
        gateway.stubs.limits.perUser = 1;
        in(gateway.ask(), gateway.session("2025-11-25")).legacy("logging/setLevel", "\"level\":\"warning\"");

        var refused =
                in(gateway.ask(), gateway.session("2025-11-25")).legacy("logging/setLevel", "\"level\":\"error\"");

        assertThat(refused.code()).isEqualTo("RATE_LIMIT_EXCEEDED");
    }

    @Test
    void aLevelThatWasSetHoldsForTheNextRequestWhereverItComesIn() {
        Ask here = gateway.onShard(0);
        Ask there = gateway.onShard(1);
        for (int i = 0; i < 30; i++) {
            String session = gateway.session("2025-11-25");
            in(here, session).legacy("logging/setLevel", "\"level\":\"warning\"");
            in(there, session).legacy("tools/call", "\"name\":\"echo\"");
        }

        assertThat(gateway.stubs.calls)
                .hasSize(30)
                .allSatisfy(call -> assertThat(call.caller().logLevel()).hasToString("WARNING"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void hasOneStreamForASession(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader first = get(gateway.onShard(0), session);

        var second = in(gateway.onShard(shard), session)
                .header("Accept", "text/event-stream")
                .method("GET");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("STREAM_EXISTS");
        first.disconnect();
        await().until(() -> open() == 0);
        EventReader third = get(gateway.onShard(shard), session);
        assertThat(third.status()).isEqualTo(200);
        publish(new CatalogChange(3, true, false, false));
        assertThat(third.messages(1)).hasSize(1);
        assertThat(first.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void replaysWhatHappenedWhileItsClientWasAway(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader first = get(gateway.onShard(0), session);
        await().until(() -> !first.lastId().isEmpty());
        first.disconnect();
        await().until(() -> open() == 0);
        publish(new CatalogChange(3, true, false, false));

        EventReader second = in(gateway.onShard(shard), session)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", first.lastId())
                .open("GET", "");

        assertThat(second.messages(1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void endsWithItsSession(int shard) {
        String session = gateway.session("2025-11-25");
        EventReader stream = get(gateway.onShard(0), session);

        in(gateway.onShard(shard), session).method("DELETE");

        stream.all();
        assertThat(stream.isBroken()).isFalse();
        assertThat(in(gateway.ask(), session)
                        .header("Accept", "text/event-stream")
                        .method("GET")
                        .status())
                .isEqualTo(404);
        await().until(() -> kept() == 0);
    }

    @Test
    void endsWhenTheSessionExpires() {
        EventReader stream = get(gateway.ask(), gateway.session("2025-11-25"));

        gateway.now.updateAndGet(now -> now.plus(Duration.ofHours(2)));

        stream.all();
        assertThat(stream.isBroken()).isFalse();
    }

    @Test
    void endsWhenTheTokenExpires() {
        gateway.stubs.aliceUntil = gateway.clock().instant().plusSeconds(60);
        EventReader stream = get(gateway.ask(), gateway.session("2025-11-25"));

        gateway.now.updateAndGet(now -> now.plusSeconds(61));

        stream.all();
        assertThat(stream.isBroken()).isFalse();
    }

    @Test
    @Tag("R-114")
    void endsWhenTheNodeDrains() {
        EventReader stream = get(gateway.ask(), gateway.session("2025-11-25"));

        gateway.serving.publish(Serving.DRAINING);

        stream.all();
        assertThat(stream.isBroken()).isFalse();
    }

    @Test
    @Tag("R-114")
    void doesNotHoldTheDoorOpenWhenItCloses() {
        EventReader stream = get(gateway.ask(), gateway.session("2025-11-25"));
        long before = System.nanoTime();

        var stopped = gateway.stop();

        await().until(stopped::isComplete);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(stream.isEnded()).isTrue();
    }

    @Test
    void getsHeartbeatsAndOutlivesTheIdleTime() {
        // A gateway of its own: connections that others use again may not be at their idle end.
        try (EdgeHarness brief = new EdgeHarness(this::hasABriefIdleTime)) {
            EventReader stream = get(brief.ask(), brief.session("2025-06-18"));

            await().until(() -> stream.comments().size() >= 8);

            assertThat(stream.isEnded()).isFalse();
            assertThat(stream.events()).isEmpty();
        }
    }

    private void hasABriefIdleTime(Settings settings) {
        settings.heartbeat = Duration.ofMillis(100);
        settings.idle = Duration.ofMillis(300);
    }

    @Test
    void refusesMoreStreamsThanACallerMayHave() {
        for (int i = 0; i < 4; i++) {
            get(gateway.ask(), gateway.session("2025-11-25"));
        }

        var refused = in(gateway.ask(), gateway.session("2025-11-25"))
                .header("Accept", "text/event-stream")
                .method("GET");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("TOO_MANY_STREAMS");
        assertThat(gateway.meters.get("mcp.streams.refused").counter().count()).isEqualTo(1);
        assertThat(open()).isEqualTo(4);
    }

    @Test
    void letsStreamsThatNobodyReadsMakeWayForANewOne() {
        for (int i = 0; i < 3; i++) {
            get(gateway.onShard(0), gateway.session("2025-11-25"));
        }
        EventReader left = get(gateway.onShard(0), gateway.session("2025-11-25"));
        left.disconnect();
        await().until(() -> open() == 3);

        EventReader next = get(gateway.onShard(0), gateway.session("2025-11-25"));

        assertThat(next.status()).isEqualTo(200);
        assertThat(open()).isEqualTo(4);
        assertThat(kept()).isEqualTo(4);
    }

    private void publish(CatalogChange change) {
        gateway.change(change);
    }

    private void updated(String uri) {
        gateway.vertx.eventBus().publish(Addresses.RESOURCE_UPDATED, new ResourceUpdated(uri));
    }

    private static Ask in(Ask ask, String session) {
        return ask.header("Mcp-Session-Id", session);
    }

    private static Reply request(Ask ask, String session, String method, String uri) {
        return in(ask, session).legacy(method, "\"uri\":\"" + uri + '"');
    }

    private static EventReader get(Ask ask, String session) {
        return in(ask, session).header("Accept", "text/event-stream").open("GET", "");
    }

    private double open() {
        return gateway.meters
                .get("mcp.streams.open")
                .tag("kind", "session")
                .gauge()
                .value();
    }

    private double kept() {
        return gateway.meters.get("mcp.streams.kept").gauge().value();
    }
}
