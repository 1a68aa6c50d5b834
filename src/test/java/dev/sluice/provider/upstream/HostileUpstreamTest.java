package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.LogLevel;
import dev.sluice.provider.upstream.legacy.LegacyHttpDialects;
import dev.sluice.provider.upstream.wire.Wire;
import io.vertx.core.Future;
import java.time.Duration;
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
    void tellsOfAResourceThatChangesAllTheTimeOnceInAWhile() {
        // given
        UpstreamConnection connection = LegacyRig.await(rig.onHome(
                () -> Future.succeededFuture(new UpstreamConnection(rig.upstream(), new LegacyHttpDialects(false)))));
        LegacyRig.await(rig.onHome(() -> connection.start(Duration.ofSeconds(20))));
        LegacyRig.await(rig.onHome(() -> connection.watch("a:b", true)));
        LegacyRig.await(rig.onHome(() -> connection.watch("a:last", true)));

        // when
        rig.server.sessions.values().forEach(session -> {
            for (int i = 0; i < 5_000; i++) {
                session.event(updated("a:b"));
            }
            session.event(updated("a:last"));
        });

        // then
        await().until(() -> rig.told.contains("updated a:last"));
        await().until(() -> rig.told.stream().filter("updated a:b"::equals).count() > 1);
        assertThat(rig.told).as("the first, and one for each tenth of a second").hasSizeLessThan(100);
        LegacyRig.await(rig.onHome(connection::stop));
    }

    private static String updated(String uri) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"uri\":\"" + uri
                + "\"}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/sse"})
    void answersAfterMoreNotesThanArePassedOnAndEndsAFlood(String path) {
        // given
        rig.server.tools.put("some", turn -> {
            logs(turn, 30_000);
            turn.result("{\"content\":[]}");
        });
        rig.server.tools.put("flood", turn -> logs(turn, Wire.MAX_NOTES + 1));
        if (path.equals("/sse")) {
            rig.sse();
        }
        rig.open();

        // when
        Outcome some = rig.run(new LegacyWork(Asked.tool("some")));
        Future<Outcome> flood = rig.start(new LegacyWork(Asked.tool("flood")));

        // then
        assertThat(some).isInstanceOf(Outcome.Completed.class);
        assertThatThrownBy(() -> LegacyRig.await(flood)).hasMessage(Wire.FLOOD);
    }

    private static void logs(LegacyServer.Turn turn, int count) {
        for (int i = 0; i < count; i++) {
            turn.note("notifications/message", "{\"level\":\"info\",\"data\":" + i + '}');
        }
    }

    @Test
    void showsNobodyWhatAServerLogsOfTheCallOfSomebodyElseThatWasGivenUp() {
        // given a session that all share, in which streams do not tell calls apart
        rig.sessions = UpstreamConfig.SessionsFor.ALL;
        rig.server.tools.put("next", turn -> {
            turn.note("notifications/message", "{\"level\":\"info\",\"data\":\"of alice\"}");
            turn.result("{\"content\":[]}");
        });
        rig.sse().open();
        LegacyWork before = new LegacyWork(Asked.tool("next").by("bob").hears("1", LogLevel.INFO));
        rig.run(before);
        LegacyWork given = new LegacyWork(Asked.tool("t").hears("1", LogLevel.INFO));
        rig.server.tools.put("t", turn -> {});
        rig.start(given);
        await().until(() -> rig.server.count("tools/call") == 2);
        given.cancel();
        await().until(() -> rig.server.count("notifications/cancelled") == 1);

        // when
        LegacyWork next = new LegacyWork(Asked.tool("next").by("bob").hears("1", LogLevel.INFO));
        Outcome outcome = rig.run(next);

        // then
        assertThat(before.logs).as("of the only call there is").hasSize(1);
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(next.logs).isEmpty();
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
