package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Entrance;
import dev.sluice.catalog.Offers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Endpoints that appear, close to somebody and go while clients are connected. */
@Tag("R-505")
@Tag("R-306")
class EndpointsComeAndGoTest {
    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> settings.federation =
                    Offers.federation(Map.of(), Map.of("support", Offers.server("*")), Path.of("target", "pins.json")),
            List.of());

    @BeforeEach
    void publish() {
        gateway.publish("default", new CatalogSnapshot(1, EdgeHarness.tools()));
        gateway.publish("support", new CatalogSnapshot(2, EdgeHarness.tools()));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void anEndpointIsThereAsSoonAsItHasACatalogue() {
        assertThat(discover("late").status()).isEqualTo(404);

        gateway.publish("late", new CatalogSnapshot(3, EdgeHarness.tools()));

        assertThat(discover("late").status()).isEqualTo(200);
        assertThat(at("late").call("echo", "{}").status()).isEqualTo(200);
    }

    @Test
    void anEndpointThatIsGoneIsNotFoundNorAreItsSessions() {
        String session = session();
        assertThat(list(session).status()).isEqualTo(200);

        gateway.remove("support");

        assertThat(discover("support").status()).isEqualTo(404);
        assertThat(list(session).status()).isEqualTo(404);
        assertThat(gateway.ask().modern("server/discover", "").status()).isEqualTo(200);
    }

    @Test
    void anEndpointThatCameBackIsServedAnewWithItsSessions() {
        String session = session();
        gateway.remove("support");
        assertThat(discover("support").status()).isEqualTo(404);

        gateway.publish("support", new CatalogSnapshot(7, List.of()));

        assertThat(list(session).result().path("tools").size()).isZero();
    }

    @Test
    void streamsAtAnEndpointThatIsGoneEndAndOthersGoOn() {
        EventReader listening = listen(at("support"));
        EventReader reading = get(at("support"), session());
        EventReader elsewhere = listen(gateway.ask());
        listening.messages(1);
        elsewhere.messages(1);

        gateway.remove("support");

        await().until(() -> listening.isEnded() && reading.isEnded());
        assertThat(listening.messages(2).getLast().method()).isEmpty();
        assertThat(elsewhere.isEnded()).isFalse();
    }

    @Test
    @Tag("R-103")
    void closesToThoseWhoHaveNoneOfItsNewRoles() {
        EventReader alice = listen(at("support"));
        EventReader root = listen(at("support").as("root"));
        EventReader session = get(at("support"), session());
        alice.messages(1);
        root.messages(1);

        gateway.publish(
                "support",
                new CatalogSnapshot(
                        9,
                        new CatalogSnapshot(9, EdgeHarness.tools())
                                .contents()
                                .behind(new Entrance(Set.of("admin"), Optional.of("Take care.")))));

        await().until(() -> alice.isEnded() && session.isEnded());
        assertThat(root.isEnded()).isFalse();
        assertThat(discover("support").status()).isEqualTo(403);
        assertThat(at("support")
                        .as("root")
                        .modern("server/discover", "")
                        .result()
                        .path("instructions")
                        .asText())
                .isEqualTo("Take care.");
    }

    private Ask at(String server) {
        return gateway.ask().path("/mcp/" + server);
    }

    private Reply discover(String server) {
        return at(server).modern("server/discover", "");
    }

    private String session() {
        return at("support")
                .post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                .header("Mcp-Session-Id");
    }

    private Reply list(String session) {
        return at("support")
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}");
    }

    private static EventReader listen(Ask ask) {
        return ask.header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("subscriptions/listen"))
                .open("POST", Ask.modernBody("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true},"));
    }

    private static EventReader get(Ask ask, String session) {
        return ask.header("Mcp-Session-Id", session)
                .header("Accept", "text/event-stream")
                .open("GET", "");
    }
}
