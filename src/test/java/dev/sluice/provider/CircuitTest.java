package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Call;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-107")
class CircuitTest {
    /** For tests that want it open, and are over long before. */
    private static final Duration LONG = Duration.ofMinutes(1);
    /** For tests that want it open first and half open then. */
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    /** For tests that only wait until it is half open. */
    private static final Duration BRIEFLY = Duration.ofMillis(300);

    private final ScriptedProvider sick = new ScriptedProvider(
            "sick",
            ToolSpec.of("act", "Act", "Does something."),
            ToolSpec.of("brief", "Brief", "Has little time.").within(Duration.ofMillis(40)));
    private final ScriptedProvider well = new ScriptedProvider("well", ToolSpec.of("other", "Other", "Is well."));
    private Rig rig = rig(LONG);

    @AfterEach
    void close() {
        rig.close();
    }

    private Rig rig(Duration openFor) {
        return new Rig(TestConfig.defaults().breaker(5, openFor), sick, well);
    }

    private void isOpenFor(Duration openFor) {
        rig.close();
        rig = rig(openFor);
    }

    @Test
    void walksFromClosedOverOpenAndHalfOpenBackToClosed() {
        isOpenFor(A_WHILE);
        fail(5);
        assertThat(rig.providers.circuits()).containsEntry("sick", "open");

        Refusal refusal = refusal(rig.run("act"));
        assertThat(refusal.code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
        assertThat(refusal.details()).containsEntry("provider", "sick");
        assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(A_WHILE);
        assertThat(sick.calls).hasValue(5);

        untilHalfOpen();
        sick.script = request -> Future.succeededFuture(ToolResult.text("well again"));
        assertThat(rig.run("act")).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.providers.circuits()).containsEntry("sick", "closed");
        assertThat(gauge()).isZero();
        await().untilAsserted(() -> assertThat(rig.counted("mcp.breaker.transitions", "provider", "sick", "to", "open"))
                .isEqualTo(1));
    }

    @Test
    void addsUpTheFailuresOfAllShards() {
        sick.script = request -> Future.failedFuture("down");
        for (int i = 0; i < 5; i++) {
            Rig.await(rig.send(rig.call("act"), i % 2));
        }

        assertThat(refusal(Rig.await(rig.send(rig.call("act"), 0))).code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
        assertThat(refusal(Rig.await(rig.send(rig.call("act"), 1))).code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
    }

    @Test
    void leavesOtherProvidersAlone() {
        fail(5);

        assertThat(rig.run("other")).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.providers.circuits()).isEqualTo(Map.of("sick", "open", "well", "closed"));
    }

    @Test
    void opensAgainWhenTheTrialFails() {
        isOpenFor(A_WHILE);
        fail(5);
        untilHalfOpen();

        fail(1);

        assertThat(rig.providers.circuits()).containsEntry("sick", "open");
        assertThat(gauge()).isEqualTo(1);
    }

    @Test
    void letsExactlyOneThroughWhileHalfOpen() {
        isOpenFor(BRIEFLY);
        fail(5);
        untilHalfOpen();
        Promise<ToolResult> trial = Promise.promise();
        sick.script = request -> trial.future();

        Future<Outcome> first = rig.send(rig.call("act"), 0);
        await().until(() -> sick.calls.get() == 6);
        Refusal second = refusal(Rig.await(rig.send(rig.call("act"), 1)));

        assertThat(second.code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
        assertThat(second.retryAfter()).isPositive();
        trial.complete(ToolResult.text("well"));
        assertThat(Rig.await(first)).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.providers.circuits()).containsEntry("sick", "closed");
    }

    @Test
    void takesTheNextCallForATrialWhenOneToldNothing() {
        isOpenFor(BRIEFLY);
        fail(5);
        untilHalfOpen();

        sick.script = request -> Future.failedFuture(new ToolRefusedException("not you"));
        rig.run("act");
        sick.script = request -> Future.succeededFuture(ToolResult.error("no such city"));
        rig.run("act");
        assertThat(rig.providers.circuits()).containsEntry("sick", "half_open");

        sick.script = request -> Future.succeededFuture(ToolResult.text("well"));
        rig.run("act");
        assertThat(rig.providers.circuits()).containsEntry("sick", "closed");
    }

    @Test
    void countsTimeouts() {
        sick.script = request -> Promise.<ToolResult>promise().future();
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(rig.run("brief")).code()).isEqualTo(RefusalCode.TIMEOUT);
        }

        assertThat(refusal(rig.run("brief")).code()).isEqualTo(RefusalCode.CIRCUIT_OPEN);
    }

    @Test
    void doesNotBlameTheProviderForTimeThatWasSpentInTheQueue() {
        sick.script = request -> Promise.<ToolResult>promise().future();
        for (int i = 0; i < 6; i++) {
            Call spent = rig.call("act", "{}", Rig.user("alice"), Duration.ofMillis(20));
            assertThat(refusal(rig.run(spent)).code()).isEqualTo(RefusalCode.TIMEOUT);
        }

        assertThat(rig.providers.circuits()).containsEntry("sick", "closed");
    }

    @Test
    void isNotChangedByAHundredMistakesOfCallers() {
        fail(4);
        for (int i = 0; i < 100; i++) {
            int kind = i % 3;
            sick.script = request -> switch (kind) {
                case 0 -> Future.failedFuture(new ToolRefusedException("not you"));
                case 1 -> Future.succeededFuture(ToolResult.error("bad input"));
                default -> Promise.<ToolResult>promise().future();
            };
            Call call = rig.call("act");
            Future<Outcome> outcome = rig.send(call, 0);
            if (kind == 2) {
                rig.cancel(call, "closed");
            }
            Rig.await(outcome);
        }
        assertThat(rig.providers.circuits()).containsEntry("sick", "closed");

        fail(1);
        assertThat(rig.providers.circuits()).containsEntry("sick", "open");
    }

    @Test
    void doesNotForgetFailuresOverASuccess() {
        fail(4);
        sick.script = request -> Future.succeededFuture(ToolResult.text("once"));
        rig.run("act");

        fail(1);

        assertThat(rig.providers.circuits()).containsEntry("sick", "open");
    }

    @Test
    void ignoresTheLateFailureOfACallFromBeforeItOpened() {
        isOpenFor(BRIEFLY);
        Promise<ToolResult> old = Promise.promise();
        sick.script = request -> old.future();
        Future<Outcome> before = rig.send(rig.call("act"), 0);
        await().until(() -> sick.calls.get() == 1);
        fail(5);
        untilHalfOpen();

        old.fail("down");
        Rig.await(before);

        assertThat(rig.providers.circuits()).containsEntry("sick", "half_open");
    }

    @Test
    void isSeenInTheHealthOfTheProvider() {
        HealthSource health = rig.providers.healthSources().getFirst();
        assertThat(health.name()).isEqualTo("provider-sick");
        assertThat(health.vital()).isFalse();
        assertThat(Rig.await(health.check()).up()).isTrue();

        fail(5);

        assertThat(Rig.await(health.check()).up()).isFalse();
        assertThat(Rig.await(health.check()).details()).containsEntry("circuit", "open");
    }

    private void fail(int times) {
        sick.script = request -> Future.failedFuture("down");
        for (int i = 0; i < times; i++) {
            assertThat(refusal(rig.run("act")).code()).isEqualTo(RefusalCode.TOOL_FAILED);
        }
    }

    private void untilHalfOpen() {
        await().untilAsserted(() -> assertThat(rig.providers.circuits()).containsEntry("sick", "half_open"));
        assertThat(gauge()).isEqualTo(2);
    }

    private double gauge() {
        return rig.meters
                .get("mcp.breaker.state")
                .tag("provider", "sick")
                .gauge()
                .value();
    }

    private static Refusal refusal(@Nullable Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.refusal() : Refusal.of(RefusalCode.INTERNAL_ERROR);
    }
}
