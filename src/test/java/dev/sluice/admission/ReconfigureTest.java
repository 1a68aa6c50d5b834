package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Call;
import dev.sluice.bus.Limits.Standing;
import dev.sluice.bus.Outcome;
import dev.sluice.config.AdmissionConfig;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.state.MemoryRateStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bounds and limits that change while calls run. */
@Tag("R-505")
class ReconfigureTest {
    private static final AdmissionConfig NODE = Fixtures.bounds(10, 10);

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void keepsEveryGateWhoseBoundsAreTheSame() {
        // given
        Gates before = gates(bounded("same", 1, "other", 1));

        // when
        Gates after = before.configured(bounded("same", 1, "other", 2));

        // then
        assertThat(after.node()).isSameAs(before.node());
        assertThat(gate(after, "same")).isSameAs(gate(before, "same"));
        assertThat(gate(after, "other")).isNotSameAs(gate(before, "other"));
        assertThat(gate(after, "other").bounds().maxRunning()).isEqualTo(2);
    }

    @Test
    void releasesALeaseAtTheGateThatGaveIt() {
        // given
        Gates before = gates(bounded("slow", 1, "other", 1));
        Gate old = gate(before, "slow");
        Lease lease = java.util.Objects.requireNonNull(old.tryEnter(0));

        // when
        Gates after = before.configured(bounded("slow", 2, "other", 1));
        lease.release(5);

        // then
        assertThat(old.running()).isZero();
        assertThat(gate(after, "slow").running()).isZero();
        assertThat(gate(after, "slow").tryEnter(6)).isNotNull();
    }

    @Test
    void showsTheFiguresOfTheGateThatCallsComeToAndNoneOfOneThatIsGone() {
        // given
        Gates before = gates(bounded("slow", 1, "gone", 1));
        gate(before, "slow").tryEnter(0);
        gate(before, "gone").tryEnter(0);

        // when
        Gates after = before.configured(Fixtures.config(NODE, Fixtures.NO_LIMITS, Map.of(), Map.of("slow", tool(3))));
        gate(after, "slow").tryEnter(0);
        gate(after, "slow").tryEnter(0);

        // then
        assertThat(running("tool:slow")).isEqualTo(2);
        assertThat(meters.find("mcp.admission.running").tag("gate", "tool:gone").gauge())
                .isNull();
        assertThat(after.figures()).containsOnlyKeys("node", "tool:slow");
        assertThat(after.all()).contains(gate(before, "slow"), gate(before, "gone"));
    }

    @Test
    void forgetsAGateOfFormerBoundsOnceNoCallIsLeftThere() {
        // given
        Gates first = gates(bounded("slow", 1, "other", 1));
        Gate busy = gate(first, "slow");
        busy.tryEnter(0);
        Gates second = first.configured(bounded("slow", 2, "other", 1));

        // when
        Gates third = second.configured(bounded("slow", 3, "other", 1));
        Gates fourth = third.configured(bounded("slow", 3, "other", 1));

        // then
        assertThat(third.all()).contains(busy, gate(second, "slow"));
        assertThat(fourth.all()).contains(busy).doesNotContain(gate(second, "slow"));
    }

    @Test
    void letsThoseWhoWaitAtAFormerGateGetThereTurnAndNewOnesInBesidesThem() {
        SluiceConfig narrow = bounded("slow", 1, "other", 1);
        try (Stage stage = new Stage(narrow)) {
            // given
            Future<Outcome> running = stage.submit(call("slow"));
            Stage.until(() -> stage.running.size() == 1);
            Future<Outcome> waiting = stage.submit(call("slow"));
            Stage.until(() -> stage.admission.waiting() == 1);

            // when
            stage.admission.configure(bounded("slow", 2, "other", 1));
            Future<Outcome> later = stage.submit(call("slow"));
            Stage.until(() -> stage.running.size() == 2);

            // then
            assertThat(stage.admission.waiting()).isEqualTo(1);
            stage.endOne();
            assertThat(Stage.await(running)).isEqualTo(Stage.DONE);
            Stage.until(() -> stage.running.size() == 2);
            stage.endOne();
            stage.endOne();
            assertThat(Stage.await(waiting)).isEqualTo(Stage.DONE);
            assertThat(Stage.await(later)).isEqualTo(Stage.DONE);
            assertThat(stage.admission.running()).isZero();
        }
    }

    @Test
    void refusesThoseWhoWaitAtAFormerGateWhenTheDrainIsOver() {
        try (Stage stage = new Stage(bounded("slow", 1, "other", 1))) {
            // given
            stage.submit(call("slow"));
            Stage.until(() -> stage.running.size() == 1);
            Future<Outcome> waiting = stage.submit(call("slow"));
            Stage.until(() -> stage.admission.waiting() == 1);
            stage.admission.configure(bounded("slow", 2, "other", 1));

            // when
            Future<Void> drained = stage.admission.drain(Duration.ofMillis(20));

            // then
            assertThatThrownBy(() -> Stage.await(drained)).isInstanceOf(CallsLeftException.class);
            assertThat(Stage.refusal(Stage.await(waiting)).code()).isEqualTo(RefusalCode.DRAINING);
        }
    }

    @Test
    void countsOnUnderAnotherLimit() {
        // given
        Vertx vertx = Vertx.vertx();
        CallLimits limits =
                Stage.await(CallLimits.create(vertx, limited(5), new MemoryRateStore(100, clock), meters, clock));
        Standing first = count(limits);
        Standing second = count(limits);

        // when
        limits.configure(limited(2));
        Standing third = count(limits);
        limits.configure(limited(3));
        Standing fourth = count(limits);
        limits.configure(limited(0));
        Standing fifth = count(limits);

        // then
        assertThat(first.remaining()).isEqualTo(4);
        assertThat(second.remaining()).isEqualTo(3);
        assertThat(third.allowed()).isFalse();
        assertThat(third.limit()).isEqualTo(2);
        assertThat(fourth.allowed()).isTrue();
        assertThat(fifth).isEqualTo(Standing.UNLIMITED);
        Stage.await(vertx.close());
    }

    private static Standing count(CallLimits limits) {
        return Stage.await(limits.countCaller(Fixtures.principal("alice"), "default", "slow"));
    }

    private static SluiceConfig limited(int perUser) {
        LimitsConfig none = new LimitsConfig(0, 0, Duration.ofMinutes(1), 1_000);
        return Fixtures.config(NODE, none, Map.of(), Map.of("slow", Fixtures.toolWith(perUser)));
    }

    private static Call call(String tool) {
        return Fixtures.call("alice", tool, Duration.ofSeconds(20));
    }

    private static dev.sluice.config.ToolConfig tool(int maxRunning) {
        return Fixtures.toolWith(Fixtures.bounds(maxRunning, 5));
    }

    private static SluiceConfig bounded(String one, int maxOfOne, String two, int maxOfTwo) {
        return Fixtures.config(NODE, Fixtures.NO_LIMITS, Map.of(), Map.of(one, tool(maxOfOne), two, tool(maxOfTwo)));
    }

    private Gates gates(SluiceConfig config) {
        return new Gates(config, new ManualOwner(clock), clock, meters);
    }

    private static Gate gate(Gates gates, String tool) {
        return gates.to(call(tool)).getFirst();
    }

    private double running(String gate) {
        return meters.get("mcp.admission.running").tag("gate", gate).gauge().value();
    }
}
