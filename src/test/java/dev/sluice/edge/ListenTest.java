package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Answers;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ResourceUpdated;
import dev.sluice.bus.Serving;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-202")
class ListenTest {
    private static final String ID = "io.modelcontextprotocol/subscriptionId";

    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.heartbeat = Duration.ofMillis(100);
                settings.shutdown = Duration.ofMinutes(1);
                settings.streamsPerUser = 2;
            },
            List.of());

    @BeforeEach
    void publishResources() {
        gateway.publish("default", SessionStreamTest.catalog());
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void acknowledgesFirstWhatItHonours() {
        EventReader stream = listen(
                "1.0",
                "\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourcesListChanged\":false,"
                        + "\"resourceSubscriptions\":[\"test://open\",\"test://secret\",\"test://none\"],"
                        + "\"taskIds\":[]");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.headers().get("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.messages(1).getFirst().data())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":"
                        + "{\"notifications\":{\"toolsListChanged\":true,"
                        + "\"resourceSubscriptions\":[\"test://open\"]},\"_meta\":{\"" + ID + "\":1.0}}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7\""})
    void tellsOnlyWhatWasAskedForUnderTheIdAsItWasSpelled(String id) {
        EventReader stream =
                listen(id, "\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://open\",\"test://item/1\"]");
        stream.messages(1);

        publish(new CatalogChange(3, true, true, true));
        updated("test://item/2");
        updated("test://item/1");

        assertThat(stream.messages(3))
                .extracting(EventReader.Event::data)
                .containsExactly(
                        stream.messages().getFirst().data(),
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\",\"params\":{\"_meta\":{\""
                                + ID + "\":" + id + "}}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":"
                                + "{\"uri\":\"test://item/1\",\"_meta\":{\"" + ID + "\":" + id + "}}}");
    }

    @Test
    @Tag("R-206")
    void tellsOfTheTasksOfItsCallerOnly() {
        Promise<Outcome> outcome = Promise.promise();
        gateway.stubs.tools.put(
                "echo",
                call -> call.answers().task() == Answers.TaskStanding.RUNNING
                        ? outcome.future()
                        : Future.succeededFuture(new Outcome.Detached(Duration.ofMinutes(1), Duration.ofSeconds(1))));
        String mine = task(gateway.ask());
        String theirs = task(gateway.ask().as("root"));
        String filter = "\"taskIds\":[\"" + mine + "\",\"" + theirs + "\",\"none\"]";

        EventReader stream = gateway.ask()
                .header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .open("POST", knowingTasks(body("1", filter)));
        assertThat(stream.messages(1).getFirst().data()).contains("\"notifications\":{\"taskIds\":[\"" + mine + "\"]}");
        outcome.complete(Stubs.text("finished"));

        assertThat(stream.messages(2)).hasSize(2).last().satisfies(event -> {
            assertThat(event.method()).isEqualTo("notifications/tasks");
            assertThat(event.json().path("params").path("taskId").asText()).isEqualTo(mine);
            assertThat(event.json().path("params").path("status").asText()).isEqualTo("completed");
            assertThat(event.json().path("params").path("_meta").path(ID).asInt())
                    .isEqualTo(1);
        });
    }

    private static String task(Ask ask) {
        return ask.headers(EdgeHarness.modernHeaders("tools/call"))
                .header("Mcp-Name", "echo")
                .post(knowingTasks(Ask.modernBody("tools/call", "\"name\":\"echo\",")))
                .result()
                .path("taskId")
                .asText();
    }

    private static String knowingTasks(String body) {
        return body.replace(
                "clientCapabilities\":{}",
                "clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}");
    }

    @Test
    @Tag("R-114")
    void endsWithItsResultWhenTheNodeDrains() {
        EventReader stream = listen("1", "\"toolsListChanged\":true");
        stream.messages(1);

        gateway.serving.publish(Serving.DRAINING);

        assertThat(stream.all()).hasSize(2).last().satisfies(event -> {
            assertThat(event.data()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{");
            assertThat(event.json().path("result").path("resultType").asText()).isEqualTo("complete");
            assertThat(event.json().path("result").path("_meta").path(ID).asInt())
                    .isEqualTo(1);
        });
        assertThat(stream.isBroken()).isFalse();
    }

    @Test
    @Tag("R-114")
    void doesNotHoldTheDoorOpenWhenItCloses() {
        EventReader stream = listen("1", "\"toolsListChanged\":true");
        stream.messages(1);
        long before = System.nanoTime();

        var stopped = gateway.stop();

        await().until(stopped::isComplete);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        assertThat(stream.all()).hasSize(2);
    }

    @Test
    void endsWithItsResultWhenTheTokenExpires() {
        gateway.stubs.aliceUntil = gateway.clock().instant().plusSeconds(60);
        EventReader stream = listen("1", "\"toolsListChanged\":true");
        stream.messages(1);

        gateway.now.updateAndGet(now -> now.plusSeconds(61));

        assertThat(stream.all()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isOverWhenItsClientClosesTheStream(boolean http2) {
        EventReader stream = listen(http2, "1", "\"toolsListChanged\":true");
        stream.messages(1);
        await().until(() -> open() == 1);

        stream.disconnect();

        await().until(() ->
                open() == 0 && gateway.meters.get("mcp.streams.kept").gauge().value() == 0);
        await().untilAsserted(() -> assertThat(gateway.audit).anySatisfy(entry -> {
            assertThat(entry.method()).isEqualTo("subscriptions/listen");
            assertThat(entry.outcome()).isEqualTo("ok");
        }));
    }

    @Test
    @Tag("R-206")
    void refusesToTellOfTasksToAClientThatDoesNotKnowThem() {
        var refused = gateway.ask()
                .header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .post(body("3", "\"toolsListChanged\":true,\"taskIds\":[\"t\"]"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("MISSING_CAPABILITY");
        assertThat(refused.error().path("data").path("requiredCapabilities").has("extensions"))
                .isTrue();
    }

    @Test
    void refusesMoreThanACallerMayHave() {
        listen("1", "\"toolsListChanged\":true").messages(1);
        listen("2", "\"toolsListChanged\":true").messages(1);

        var refused = gateway.ask()
                .header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .post(body("3", "\"toolsListChanged\":true"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("TOO_MANY_STREAMS");
        assertThat(refused.json().path("id").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"toolsListChanged\":1", "\"resourceSubscriptions\":\"x\"", "\"resourceSubscriptions\":[1]"})
    void refusesWhatIsNoFilter(String filter) {
        var refused = gateway.ask()
                .header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .post(body("3", filter));

        assertThat(refused.code()).isEqualTo("INVALID_PARAMS");
    }

    @Test
    void needsAClientThatTakesEvents() {
        var refused = gateway.ask()
                .header("Accept", "application/json")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .post(body("3", "\"toolsListChanged\":true"));

        assertThat(refused.status()).isEqualTo(406);
    }

    private EventReader listen(String id, String filter) {
        return listen(false, id, filter);
    }

    private EventReader listen(boolean http2, String id, String filter) {
        Ask ask = http2 ? gateway.ask().overHttp2() : gateway.ask();
        return ask.header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .open("POST", body(id, filter));
    }

    private static String body(String id, String filter) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"subscriptions/listen\",\"params\":{"
                + "\"notifications\":{" + filter + "}," + EdgeHarness.meta() + "}}";
    }

    private void publish(CatalogChange change) {
        gateway.change(change);
    }

    private void updated(String uri) {
        gateway.vertx.eventBus().publish(Addresses.RESOURCE_UPDATED, new ResourceUpdated(uri));
    }

    private double open() {
        return gateway.meters
                .get("mcp.streams.open")
                .tag("kind", "listen")
                .gauge()
                .value();
    }
}
