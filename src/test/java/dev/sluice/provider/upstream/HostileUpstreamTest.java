package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that mean harm, to the gateway or to those behind other upstreams. */
@Tag("R-305")
class HostileUpstreamTest {
    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void asksAServerThatForgetsEverySessionLessAndLessOften() {
        rig.server.methods.put("resources/subscribe", turn -> turn.result("{}"));
        rig.open();
        LegacyRig.await(rig.onHome(() -> rig.dialect().watch("a:b", true)));
        rig.server.methods.put("resources/subscribe", turn -> {
            rig.server.sessions.clear();
            turn.refuse(404);
        });
        rig.server.sessions.clear();

        rig.onHome(rig.dialect()::offer);

        await().atMost(Duration.ofSeconds(30)).until(() -> rig.told.contains("lost"));
        assertThat(rig.server.count("initialize")).isLessThan(15);
    }

    @Test
    void doesNotLetAServerThatNeverAnswersDelayTheStop() {
        rig.server.methods.put("initialize", turn -> {});
        rig.patience = Duration.ofMinutes(1);
        UpstreamConnection connection = LegacyRig.await(rig.onHome(
                () -> Future.succeededFuture(new UpstreamConnection(rig.upstream(), new LegacyHttpDialects(false)))));
        rig.onHome(() -> connection.start(Duration.ofMillis(1)));
        await().until(() -> rig.server.count("initialize") == 1);

        Future<Void> stopped = rig.onHome(connection::stop);

        await().atMost(UpstreamConnection.OPENING.multipliedBy(5)).until(stopped::isComplete);
        assertThat(stopped.succeeded()).isTrue();
    }

    @Test
    void hearsOfNoResourceThatItDoesNotWatch() {
        rig.open();
        LegacyRig.await(rig.onHome(() -> rig.dialect().watch("a:b", true)));

        rig.server.sessions.values().forEach(session -> {
            session.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                    + "\"params\":{\"uri\":\"other:secret\"}}");
            session.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                    + "\"params\":{\"uri\":\"a:b\"}}");
        });

        await().until(() -> rig.told.contains("updated a:b"));
        assertThat(rig.told).doesNotContain("updated other:secret");
    }

    @Test
    void takesNoMoreBytesOfListsThanTheBoundAndKeepsNoPageForASmallEntry() throws MalformedJsonException {
        char[] filling = new char[1_000_000];
        Arrays.fill(filling, 'x');
        String text = new String(filling);
        int[] page = {0};
        OfferReader reader = new OfferReader("up", Duration.ofSeconds(1), TaskSupport.NONE, false);

        Offer offer = new ListFetch(
                        "up",
                        reader,
                        (list, cursor) -> Future.succeededFuture(result("{\"tools\":[{\"name\":\"t" + page[0]
                                + "\",\"inputSchema\":{},\"description\":\"" + text + "\"}],\"junk\":\"" + text
                                + "\",\"nextCursor\":\"" + page[0]++ + "\"}")))
                .fetch(new ListFetch.Wanted(true, false, false))
                .result();

        assertThat(offer.tools()).hasSize((int) (ListFetch.MAX_BYTES / 1_000_050));
        assertThat(page[0]).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "https:",
                "https://user:pass@a.example/",
                "//a.example/",
                "https://a.example/\u202e",
                "data:text/html,x"
            })
    void asksNobodyToOpenWhatIsNoPageOfTheWeb(String url) throws MalformedJsonException {
        RawObject asking = result("{\"inputRequests\":{\"a\":{\"method\":\"elicitation/create\",\"params\":"
                + "{\"mode\":\"url\",\"url\":" + RawJson.string(url) + ",\"message\":\"m\"}}}}");
        ClientCapabilities can = ClientCapabilities.having(Set.of(Capability.URL));
        ParkedScene scene = new ParkedScene(2);

        assertThatThrownBy(() -> ModernQuestions.ask(asking, can, can, null)).isInstanceOf(WireException.class);
        ParkedScene.Running one = scene.new Running(Asked.tool("ask").can(Capability.URL));
        one.ask("elicitation/create", "{\"mode\":\"url\",\"url\":" + RawJson.string(url) + ",\"message\":\"m\"}");
        assertThat(one.told).containsExactly("1!-32601");
        assertThat(LegacyPages.ask(
                        Asked.tool("ask").can(Capability.URL).call(),
                        RawJson.of("{\"elicitations\":[{\"url\":" + RawJson.string(url) + "}]}")))
                .isNull();
    }

    @Test
    void letsNobodyTakeAllThePlacesOfCallsThatAsk() {
        ParkedScene scene = new ParkedScene(3);
        ParkedScene.Running first = parked(scene, "mallory");
        ParkedScene.Running second = parked(scene, "mallory");
        ParkedScene.Running third = parked(scene, "mallory");

        ParkedScene.Running other = parked(scene, "alice");
        ParkedScene.Running fourth = parked(scene, "mallory");

        assertThat(other.outcome.result()).isInstanceOf(Outcome.InputRequired.class);
        assertThat(third.told).contains("cancel");
        assertThat(third.over).isOne();
        assertThat(fourth.outcome.result()).isInstanceOf(Outcome.Refused.class);
        assertThat(first.over + second.over).isZero();
        assertThat(scene.calls.size()).isEqualTo(3);
    }

    private static ParkedScene.Running parked(ParkedScene scene, String subject) {
        ParkedScene.Running one =
                scene.new Running(Asked.tool("ask").can(Capability.FORM).by(subject));
        one.ask();
        scene.quiet();
        return one;
    }

    private static RawObject result(String json) {
        try {
            return RawObject.scan(RawJson.of(json));
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }
}
