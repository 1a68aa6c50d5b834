package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.provider.upstream.legacy.LegacyHttpDialects;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
}
