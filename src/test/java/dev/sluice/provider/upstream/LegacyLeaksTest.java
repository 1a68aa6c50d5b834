package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that keep hold of connections, of which there is a bounded number, or want more of them than is fair. */
@Tag("R-305")
class LegacyLeaksTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final LegacyRig rig = new LegacyRig();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Begins to answer, and leaves it at that. */
    private void begin(HttpServerResponse response, int status) {
        response.closeHandler(gone -> closed.incrementAndGet());
        response.setStatusCode(status).setChunked(true).putHeader("Content-Type", "application/json");
        response.write("{\"jsonrpc\":");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void anAnswerThatNeverEndsIsLetGoOfWithItsCall(int status) {
        // given
        rig.server.tools.put("t", turn -> begin(turn.posted(), status));
        rig.open();
        LegacyWork work = new LegacyWork(Asked.tool("t"));
        rig.start(work);
        await().until(() -> rig.server.count("tools/call") == 1);

        // when
        work.cancel();

        // then
        await().atMost(SOON).until(() -> closed.get() == 1);
    }

    @Test
    void whatIsSaidToAServerThatDoesNotAnswerIsGivenUpWithTheCallThatItIsAbout() {
        // given
        rig.patience = Duration.ofMillis(500);
        rig.server.tools.put("t", turn -> turn.posted().closeHandler(gone -> closed.incrementAndGet()));
        rig.server.notes = response -> response.closeHandler(gone -> closed.incrementAndGet());
        LegacyWork work = new LegacyWork(Asked.tool("t"));
        rig.server.deafTo = "notifications/cancelled";
        rig.open();
        rig.start(work);
        await().until(() -> rig.server.count("tools/call") == 1);

        // when
        work.cancel();

        // then
        await().atMost(SOON).until(() -> closed.get() == 2);
    }

    @Test
    void aMessageThatIsNeverTakenIsLetGoOfWithItsCall() {
        // given
        rig.sse();
        rig.server.notes = response -> response.closeHandler(gone -> closed.incrementAndGet());
        rig.server.deafTo = "tools/call";
        rig.open();
        LegacyWork work = new LegacyWork(Asked.tool("t"));
        rig.start(work);
        await().until(() -> rig.server.count("tools/call") == 1);

        // when
        work.cancel();

        // then
        await().atMost(SOON).until(() -> closed.get() == 1);
    }

    @Test
    void pingsWithoutEndTakeNoConnectionsFromCalls() {
        // given
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[]}"));
        rig.server.tools.put("flood", turn -> {
            for (int i = 0; i < 5_000; i++) {
                turn.event("{\"jsonrpc\":\"2.0\",\"id\":\"p" + i + "\",\"method\":\"ping\"}");
            }
        });
        rig.server.deafTo = LegacyServer.ANSWERS;
        rig.open();
        rig.run(new LegacyWork(Asked.tool("t").can(Capability.FORM)));
        LegacyWork flood = new LegacyWork(Asked.tool("flood").by("mallory"));
        rig.start(flood);
        await().until(() -> rig.server.answers.get() > 0);

        // when
        Outcome outcome = rig.run(new LegacyWork(Asked.tool("t").can(Capability.FORM)));

        // then
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        flood.cancel();
    }

    @Test
    void aStreamThatEndsAsSoonAsItIsOpenIsOpenedLessAndLessOften() {
        // given
        rig.server.opened = stream -> {
            stream.write("retry: 10\n\n");
            stream.end();
        };
        rig.open();

        // when
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        // then
        assertThat(rig.server.requests).filteredOn(one -> one.startsWith("GET")).hasSizeBetween(2, 8);
    }
}
