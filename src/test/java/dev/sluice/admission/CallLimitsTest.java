package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Limits.Standing;
import dev.sluice.bus.Principal;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.state.MemoryRateStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-105")
class CallLimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Principal ALICE = Fixtures.principal("alice");

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        Stage.await(vertx.close());
    }

    @Test
    void the101stCallOfACallerInAMinuteIsRefusedWithTheTimeToComeBack() {
        // given
        CallLimits limits = limits(100, 0, Map.of());
        Standing first = caller(limits, "echo");
        clock.advance(15_000);
        for (int i = 2; i <= 100; i++) {
            assertThat(caller(limits, "echo").allowed()).isTrue();
        }

        // when
        Standing refused = caller(limits, "echo");

        // then
        assertThat(first).isEqualTo(new Standing(true, "user", 100, 99, MINUTE, MINUTE));
        assertThat(refused).isEqualTo(new Standing(false, "user", 100, 0, Duration.ofSeconds(45), MINUTE));
        assertThat(meters.get("mcp.rate.limited").tag("scope", "user").counter().count())
                .isEqualTo(1);
    }

    @Test
    void callersDoNotShareAWindow() {
        // given
        CallLimits limits = limits(1, 0, Map.of());
        caller(limits, "echo");

        // when
        Standing other = Stage.await(limits.countCaller(Fixtures.principal("bob"), "echo"));

        // then
        assertThat(other.allowed()).isTrue();
    }

    @Test
    void aToolsOwnLimitIsTighterAndARefusalConsumesNothing() {
        // given
        CallLimits limits = limits(100, 0, Map.of("slow", Fixtures.toolWith(2)));
        assertThat(caller(limits, "slow")).isEqualTo(new Standing(true, "tool", 2, 1, MINUTE, MINUTE));
        caller(limits, "slow");

        // when
        Standing refused = caller(limits, "slow");

        // then
        assertThat(refused).isEqualTo(new Standing(false, "tool", 2, 0, MINUTE, MINUTE));
        assertThat(caller(limits, "echo").remaining()).isEqualTo(97);
    }

    @Test
    void aCallerWithoutRestDoesNotConsumeTheToolsCount() {
        // given
        CallLimits limits = limits(1, 0, Map.of("slow", Fixtures.toolWith(5)));
        caller(limits, "echo");

        // when
        Standing refused = caller(limits, "slow");
        clock.advance(60_000);
        Standing next = caller(limits, "slow");

        // then
        assertThat(refused.scope()).isEqualTo("user");
        assertThat(refused.allowed()).isFalse();
        assertThat(next.allowed()).isTrue();
        assertThat(next.scope()).isEqualTo("user");
    }

    @Test
    void aToolsLimitHoldsWithoutALimitOfCallers() {
        // given
        CallLimits limits = limits(0, 0, Map.of("slow", Fixtures.toolWith(1)));
        caller(limits, "slow");

        // when, then
        assertThat(caller(limits, "slow").scope()).isEqualTo("tool");
        assertThat(caller(limits, "slow").allowed()).isFalse();
        assertThat(caller(limits, "echo")).isEqualTo(Standing.UNLIMITED);
    }

    @Test
    void zeroMeansNoLimit() {
        // given
        CallLimits limits = limits(0, 0, Map.of());

        // when, then
        assertThat(caller(limits, "echo")).isEqualTo(Standing.UNLIMITED);
        assertThat(limits.countAddress("192.0.2.1")).isEqualTo(Standing.UNLIMITED);
    }

    @Test
    void addressesAreCountedApartFromCallers() {
        // given
        CallLimits limits = limits(5, 2, Map.of());
        limits.countAddress("192.0.2.1");
        limits.countAddress("192.0.2.1");

        // when
        Standing refused = limits.countAddress("192.0.2.1");

        // then
        assertThat(refused).isEqualTo(new Standing(false, "address", 2, 0, MINUTE, MINUTE));
        assertThat(limits.countAddress("192.0.2.2").allowed()).isTrue();
        assertThat(caller(limits, "echo").remaining()).isEqualTo(4);
    }

    @Test
    void countingInMemoryIsCompleteAtOnceAndHasNoHealthToTell() {
        // given
        CallLimits limits = limits(5, 2, Map.of());

        // when, then
        assertThat(limits.countCaller(ALICE, "echo").isComplete()).isTrue();
        assertThat(limits.healthSources()).isEmpty();
    }

    private CallLimits limits(int perUser, int perAddress, Map<String, ToolConfig> tools) {
        SluiceConfig config = Fixtures.config(
                Fixtures.bounds(1, 1), new LimitsConfig(perUser, perAddress, MINUTE, 1000), Map.of(), tools);
        return Stage.await(CallLimits.create(vertx, config, new MemoryRateStore(1000, clock), meters, clock));
    }

    private static Standing caller(CallLimits limits, String tool) {
        return Stage.await(limits.countCaller(ALICE, tool));
    }
}
