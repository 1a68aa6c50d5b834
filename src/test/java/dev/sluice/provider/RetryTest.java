package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-108")
class RetryTest {
    private final ScriptedProvider provider = new ScriptedProvider(
            "flaky",
            ToolSpec.of("write", "Write", "Changes something."),
            ToolSpec.of("read", "Read", "Changes nothing.").reading(),
            ToolSpec.of("put", "Put", "May be repeated.").repeatable());

    @Test
    void triesAgainWhatIsReadOnlyOrIdempotent() {
        try (Rig rig = new Rig(TestConfig.defaults(), provider)) {
            for (String tool : new String[] {"read", "put"}) {
                provider.calls.set(0);
                provider.script = request -> provider.calls.get() == 1
                        ? Future.failedFuture("hiccup")
                        : Future.succeededFuture(ToolResult.text("well"));

                assertThat(rig.run(tool)).isInstanceOf(Outcome.Completed.class);
                assertThat(provider.calls).hasValue(2);
            }
            assertThat(rig.counted("mcp.retries", "provider", "flaky", "result", "succeeded"))
                    .isEqualTo(2);
        }
    }

    @Test
    void neverTriesAgainWhatChangesSomething() {
        try (Rig rig = new Rig(TestConfig.defaults(), provider)) {
            provider.script = request -> Future.failedFuture("hiccup");

            assertThat(code(rig.run("write"))).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(provider.calls).hasValue(1);
        }
    }

    @Test
    void givesUpAfterTheRetriesAllowed() {
        try (Rig rig = new Rig(TestConfig.defaults().retries(2, 100), provider)) {
            provider.script = request -> Future.failedFuture("down");

            assertThat(code(rig.run("read"))).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(provider.calls).hasValue(3);
            assertThat(rig.counted("mcp.retries", "provider", "flaky", "result", "failed"))
                    .isEqualTo(2);
        }
    }

    @Test
    @Tag("R-107")
    void countsEachAttemptOnTheBreakerAndStopsWhenItOpens() {
        try (Rig rig = new Rig(TestConfig.defaults().retries(9, 100).breaker(3, Duration.ofSeconds(60)), provider)) {
            provider.script = request -> Future.failedFuture("down");

            assertThat(code(rig.run("read"))).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(provider.calls).hasValue(3);
            assertThat(rig.providers.circuits()).containsEntry("flaky", "open");
        }
    }

    @Test
    void neverTriesAgainWhatTheToolRefusedOrAnswered() {
        try (Rig rig = new Rig(TestConfig.defaults(), provider)) {
            provider.script = request -> Future.failedFuture(new ToolRefusedException("not you"));
            rig.run("read");
            provider.script = request -> Future.succeededFuture(ToolResult.error("bad input"));
            rig.run("read");

            assertThat(provider.calls).hasValue(2);
        }
    }

    @Test
    void staysWithinTheBudget() {
        try (Rig rig = new Rig(TestConfig.defaults().retries(1, 10).breaker(1_000, Duration.ofSeconds(60)), provider)) {
            provider.script = request -> Future.failedFuture("down");

            for (int i = 0; i < 50; i++) {
                rig.run("read");
            }

            // 3 to begin with, and one for every ten calls.
            assertThat(provider.calls.get() - 50).isBetween(5, 9);
            assertThat(rig.counted("mcp.retries", "provider", "flaky", "result", "denied"))
                    .isBetween(41.0, 45.0);
        }
    }

    @Test
    void doesNotTryAgainWhenTheCallerHasGone() {
        try (Rig rig = new Rig(TestConfig.defaults(), provider)) {
            Promise<ToolResult> second = Promise.promise();
            provider.script = request -> provider.calls.get() == 1 ? Future.failedFuture("hiccup") : second.future();
            Call call = rig.call("read");
            Future<Outcome> outcome = rig.send(call, 0);
            await().until(() -> provider.calls.get() == 2);

            rig.cancel(call, "closed");

            assertThat(code(Rig.await(outcome))).isEqualTo(RefusalCode.CANCELLED);
            second.fail("late");
            assertThat(rig.counted("mcp.retries", "provider", "flaky", "result", "abandoned"))
                    .isEqualTo(1);
            assertThat(provider.calls).hasValue(2);
        }
    }

    @Test
    void grantsAnIdleProviderARetryNowAndThen() {
        AtomicLong now = new AtomicLong(100_000);
        RetryBudget budget = new RetryBudget(10, () -> Instant.ofEpochMilli(now.get()));
        for (int i = 0; i < RetryBudget.FIRST_RETRIES; i++) {
            assertThat(budget.spend()).isTrue();
        }
        assertThat(budget.spend()).isFalse();

        now.addAndGet(RetryBudget.IDLE_MILLIS);
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void savesNoMoreThanABurstOfRetries() {
        RetryBudget budget = new RetryBudget(10, InstantSource.fixed(Instant.EPOCH));
        for (int i = 0; i < 10_000; i++) {
            budget.earn();
        }
        int granted = 0;
        while (budget.spend()) {
            granted++;
        }
        assertThat(granted).isEqualTo(RetryBudget.SAVED_RETRIES);
    }

    @Test
    void grantsNoRetryWithoutABudget() {
        RetryBudget budget = new RetryBudget(0, InstantSource.system());
        budget.earn();
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void doublesTheCeilingOfTheDelayUpToTheLargest() {
        RetryDelay longest = new RetryDelay(Duration.ofMillis(100), Duration.ofSeconds(2), bound -> bound - 1);
        RetryDelay shortest = new RetryDelay(Duration.ofMillis(100), Duration.ofSeconds(2), bound -> 0);

        assertThat(new long[] {longest.beforeRetry(0), longest.beforeRetry(1), longest.beforeRetry(2)})
                .containsExactly(100, 200, 400);
        assertThat(longest.beforeRetry(70)).isEqualTo(2_000);
        assertThat(shortest.beforeRetry(3)).isZero();
    }

    private static RefusalCode code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.refusal().code() : RefusalCode.INTERNAL_ERROR;
    }
}
