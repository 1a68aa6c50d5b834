package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Rig;
import dev.sluice.provider.TestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One sick upstream under its own breaker, and a well one beside it. */
@Tag("R-305")
class SickUpstreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int FAILURES = 3;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedServer sick = new ScriptedServer(vertx).tools("ill");
    private final ScriptedServer well =
            new ScriptedServer(vertx).tools("fit").on("tools/call", asked -> asked.result("{\"content\":[]}"));

    @AfterEach
    void close() {
        UpstreamRig.await(vertx.close());
    }

    @Test
    void opensTheBreakerOfAnUpstreamThatHangsAndLeavesTheOtherAlone() {
        sick.on("tools/call", asked -> asked.header("host"));
        try (Rig rig = rig()) {
            List<Future<Outcome>> hanging = new ArrayList<>();
            for (int i = 0; i < FAILURES; i++) {
                hanging.add(rig.send(call(rig, "ill"), i % 2));
            }
            assertThat(rig.run(call(rig, "fit"))).isInstanceOf(Outcome.Completed.class);

            hanging.forEach(each -> assertRefused(UpstreamRig.await(each), RefusalCode.TIMEOUT));
            assertRefused(rig.run(call(rig, "ill")), RefusalCode.CIRCUIT_OPEN);
            assertThat(sick.asked("tools/call")).hasSize(FAILURES);
            assertThat(rig.run(call(rig, "fit"))).isInstanceOf(Outcome.Completed.class);
        }
    }

    @Test
    void opensTheBreakerOfAnUpstreamThatAnswersGarbageButNotOfOneThatSaysNo() {
        sick.on("tools/call", asked -> asked.json(500, "oh"));
        well.on("tools/call", asked -> asked.error(200, -32603, "null"));
        try (Rig rig = rig()) {
            for (int i = 0; i < FAILURES; i++) {
                assertRefused(rig.run(call(rig, "ill")), RefusalCode.TOOL_FAILED);
                assertThat(rig.run(call(rig, "fit"))).isInstanceOf(Outcome.Failed.class);
            }

            assertRefused(rig.run(call(rig, "ill")), RefusalCode.CIRCUIT_OPEN);
            assertThat(rig.run(call(rig, "fit"))).isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void triesACallAgainThatNeverReachedItsUpstreamAndFailsWhenThatIsGone() {
        try (Rig rig = rig()) {
            sick.close();

            assertRefused(rig.run(call(rig, "ill")), RefusalCode.TOOL_FAILED);

            assertThat(rig.meters
                            .get("mcp.upstream.requests")
                            .tags("upstream", "sick", "outcome", "not_sent")
                            .counter()
                            .count())
                    .isGreaterThan(1);
        }
    }

    private Rig rig() {
        TestConfig config =
                TestConfig.defaults().breaker(FAILURES, Duration.ofMinutes(1)).retries(2, 100);
        Rig rig = Rig.of(config, backend("sick", sick, LIMIT), backend("well", well, AMPLE));
        UpstreamRig.until(
                () -> rig.catalog.get().tool("ill") != null && rig.catalog.get().tool("fit") != null);
        return rig;
    }

    private static UpstreamBackend backend(String name, ScriptedServer server, Duration limit) {
        return new UpstreamBackend(
                name,
                UpstreamRig.config(server.port(), Duration.ofMinutes(5), true, 8, limit),
                UpstreamRig.modernOnly());
    }

    private static Call call(Rig rig, String tool) {
        return rig.call(tool, "{}", Rig.user("alice"), Duration.ofSeconds(30));
    }

    private static void assertRefused(Outcome outcome, RefusalCode code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(code));
    }
}
