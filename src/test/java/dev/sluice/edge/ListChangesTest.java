package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.ResourceWatch;
import dev.sluice.bus.ToolEntry;
import dev.sluice.catalog.Offers;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes of lists reach those who see a difference; providers know what their clients want to hear of. */
@Tag("R-301")
@Tag("R-202")
class ListChangesTest {
    private static final String TOOLS_CHANGED = "notifications/tools/list_changed";
    private static final String UPDATED = "notifications/resources/updated";

    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> settings.federation =
                    Offers.federation(Map.of(), Map.of("support", Offers.server("*")), Path.of("target", "pins.json")),
            List.of());
    private final Queue<ResourceWatch> watched = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void publish() {
        gateway.publish("default", SessionStreamTest.catalog());
        gateway.publish("support", SessionStreamTest.catalog());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void tellsOnlyThoseWhoSeeTheDifference() {
        EventReader alice =
                listen(gateway.ask(), "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://open\"]");
        EventReader root = listen(
                gateway.ask().as("root"), "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://open\"]");
        EventReader session = get(gateway.ask(), gateway.session("2025-11-25"));
        alice.messages(1);
        root.messages(1);

        add("default", Stubs.tool("for-admins", Set.of("admin"), arguments -> null));
        // What comes after tells that nothing came before.
        updated("test://open");

        assertThat(root.messages(3)).extracting(EventReader.Event::method).contains(TOOLS_CHANGED, UPDATED);
        assertThat(alice.messages(2)).extracting(EventReader.Event::method).doesNotContain(TOOLS_CHANGED);
        add("default", Stubs.tool("for-all", Set.of(), arguments -> null));
        assertThat(alice.messages(3))
                .last()
                .satisfies(event -> assertThat(event.method()).isEqualTo(TOOLS_CHANGED));
        assertThat(session.messages(1))
                .singleElement()
                .satisfies(event -> assertThat(event.method()).isEqualTo(TOOLS_CHANGED));
    }

    @Test
    @Tag("R-306")
    void tellsNobodyAtAnotherEndpoint() {
        EventReader usual =
                listen(gateway.ask(), "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://open\"]");
        EventReader support = listen(gateway.ask().path("/mcp/support"), "\"toolsListChanged\":true");
        usual.messages(1);
        support.messages(1);

        add("support", Stubs.tool("more", Set.of(), arguments -> null));
        updated("test://open");

        assertThat(support.messages(2))
                .last()
                .satisfies(event -> assertThat(event.method()).isEqualTo(TOOLS_CHANGED));
        assertThat(usual.messages(2))
                .last()
                .satisfies(event -> assertThat(event.method()).isEqualTo(UPDATED));
    }

    @Test
    void acknowledgesASubscriptionWhenTheProviderKnowsOfIt() {
        Promise<Message<ResourceWatch>> asked = Promise.promise();
        gateway.vertx.eventBus().<ResourceWatch>localConsumer(Addresses.watch("stub"), message -> {
            watched.add(message.body());
            asked.tryComplete(message);
        });
        var opening = gateway.ask()
                .header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .opening("POST", body("\"resourceSubscriptions\":[\"test://open\"]"));
        await().until(() -> asked.future().succeeded());
        assertThat(opening.isComplete()).isFalse();

        asked.future().result().reply(null);

        EventReader stream = opening.await();
        assertThat(stream.messages(1)).hasSize(1);
        stream.disconnect();
        await().until(() -> watched.size() == 2);
        assertThat(watched)
                .containsExactly(new ResourceWatch("test://open", true), new ResourceWatch("test://open", false));
    }

    @Test
    void tellsTheProviderOfTheFirstAndTheLastOfAShard() {
        watch();
        EventReader first = listen(gateway.ask().overHttp2(), "\"resourceSubscriptions\":[\"test://open\"]");
        EventReader second = listen(gateway.ask().overHttp2(), "\"resourceSubscriptions\":[\"test://open\"]");
        first.messages(1);
        second.messages(1);
        assertThat(watched).hasSize(1);

        first.disconnect();
        second.disconnect();

        await().until(() -> watched.size() == 2);
        assertThat(watched).last().isEqualTo(new ResourceWatch("test://open", false));
    }

    @Test
    void everySubscriptionOfASessionThatBeginsEnds() {
        watch();
        String one = gateway.session("2025-11-25");
        String two = gateway.session("2025-11-25");
        subscribe(one, "resources/subscribe", "test://open");
        subscribe(two, "resources/subscribe", "test://open");
        subscribe(one, "resources/subscribe", "test://item/1");
        assertThat(balance()).containsEntry("test://open", 2).containsEntry("test://item/1", 2);

        subscribe(one, "resources/unsubscribe", "test://item/1");
        gateway.ask().header("Mcp-Session-Id", one).method("DELETE");
        gateway.ask().header("Mcp-Session-Id", two).method("DELETE");

        await().untilAsserted(() ->
                assertThat(balance()).containsEntry("test://open", 0).containsEntry("test://item/1", 0));
    }

    @Test
    void aSessionWhoseTimeIsOverSubscribesToNothing() {
        watch();
        String session = gateway.session("2025-11-25");
        subscribe(session, "resources/subscribe", "test://open");
        assertThat(balance()).containsEntry("test://open", 2);

        gateway.now.updateAndGet(now -> now.plus(java.time.Duration.ofHours(2)));

        await().untilAsserted(() -> assertThat(balance()).containsEntry("test://open", 0));
    }

    /** Beginnings less ends by URI; each shard has its own. */
    private Map<String, Integer> balance() {
        Map<String, Integer> balance = new java.util.HashMap<>();
        watched.forEach(watch -> balance.merge(watch.uri(), watch.wanted() ? 1 : -1, Integer::sum));
        return balance;
    }

    private void watch() {
        gateway.vertx.eventBus().<ResourceWatch>localConsumer(Addresses.watch("stub"), message -> {
            watched.add(message.body());
            message.reply(null);
        });
    }

    private void subscribe(String session, String method, String uri) {
        assertThat(gateway.ask()
                        .header("Mcp-Session-Id", session)
                        .legacy(method, "\"uri\":\"" + uri + '"')
                        .status())
                .isEqualTo(200);
    }

    private void add(String server, ToolEntry tool) {
        CatalogSnapshot before = gateway.catalogs.at(server).get();
        List<ToolEntry> more = new ArrayList<>(before.tools());
        more.add(tool);
        gateway.publish(
                server,
                new CatalogSnapshot(
                        before.version() + 10,
                        new CatalogSnapshot.Contents(
                                more, before.prompts(), before.resources(), before.templates(), true, true)));
    }

    private void updated(String uri) {
        gateway.vertx.eventBus().publish(Addresses.RESOURCE_UPDATED, new ResourceUpdated(uri));
    }

    private static EventReader listen(Ask ask, String filter) {
        return ask.header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .open("POST", body(filter));
    }

    private static String body(String filter) {
        return Ask.modernBody("subscriptions/listen", "\"notifications\":{" + filter + "},");
    }

    private static EventReader get(Ask ask, String session) {
        return ask.header("Mcp-Session-Id", session)
                .header("Accept", "text/event-stream")
                .open("GET", "");
    }
}
