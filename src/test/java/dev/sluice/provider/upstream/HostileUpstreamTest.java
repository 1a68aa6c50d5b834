package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Offer;
import dev.sluice.bus.TaskSupport;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
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

        await().atMost(Duration.ofSeconds(20)).until(() -> rig.told.contains("lost"));
        assertThat(rig.server.count("initialize")).isLessThan(15);
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

        Offer offer = new ListFetch("up", reader, (list, cursor) -> Future.succeededFuture(result(
                                "{\"tools\":[{\"name\":\"t" + page[0] + "\",\"inputSchema\":{},\"description\":\"" + text
                                        + "\"}],\"junk\":\"" + text + "\",\"nextCursor\":\"" + page[0]++ + "\"}")))
                .fetch(new ListFetch.Wanted(true, false, false))
                .result();

        assertThat(offer.tools()).hasSize((int) (ListFetch.MAX_BYTES / 1_000_050));
        assertThat(page[0]).isLessThan(20);
    }

    private static RawObject result(String json) {
        try {
            return RawObject.scan(RawJson.of(json));
        } catch (MalformedJsonException e) {
            throw new AssertionError(e);
        }
    }
}
