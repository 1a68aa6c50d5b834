package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Call;
import dev.sluice.bus.Limits.Standing;
import dev.sluice.bus.Principal;
import dev.sluice.catalog.Offers;
import dev.sluice.config.AdmissionConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.provider.TestConfig;
import dev.sluice.state.MemoryRateStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-306")
class EndpointBoundsTest {
    private static final Principal ALICE = Fixtures.principal("alice");

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aCallGoesThroughTheGateOfItsEndpointJustBeforeThatOfTheNode() {
        // given
        Gates gates = new Gates(config(), new ManualOwner(clock), clock, meters);

        // when
        List<Gate> there = gates.to(call("support", "slow"));
        List<Gate> usual = gates.to(call(Call.DEFAULT_SERVER, "slow"));

        // then
        assertThat(there).extracting(Gate::name).containsExactly("tool:slow", "server:support", "node");
        assertThat(usual).extracting(Gate::name).containsExactly("tool:slow", "node");
        assertThat(gates.figures()).containsKey("server:support");
    }

    @Test
    void aCallersLimitAtAnEndpointCountsOnlyWhatComesThere() {
        // given
        Vertx vertx = Vertx.vertx();
        CallLimits limits =
                Stage.await(CallLimits.create(vertx, config(), new MemoryRateStore(100, clock), meters, clock));

        // when
        Standing first = Stage.await(limits.countCaller(ALICE, "support", ""));
        Standing second = Stage.await(limits.countCaller(ALICE, "support", "echo"));
        Standing third = Stage.await(limits.countCaller(ALICE, "support", "echo"));
        Standing elsewhere = Stage.await(limits.countCaller(ALICE, "default", "echo"));

        // then
        assertThat(first.allowed()).isTrue();
        assertThat(first.scope()).isEqualTo("server");
        assertThat(second.allowed()).isTrue();
        assertThat(third.allowed()).isFalse();
        assertThat(third.limit()).isEqualTo(2);
        assertThat(elsewhere.allowed()).isTrue();
        assertThat(meters.get("mcp.rate.limited")
                        .tag("scope", "server")
                        .counter()
                        .count())
                .isEqualTo(1);
        Stage.await(vertx.close());
    }

    private static Call call(String server, String tool) {
        Call call = Fixtures.call("alice", tool, Duration.ofSeconds(1));
        return new Call(
                call.id(),
                server,
                call.target(),
                call.arguments(),
                call.meta(),
                call.principal(),
                call.caller(),
                call.answers(),
                call.deadline());
    }

    private static SluiceConfig config() {
        AdmissionConfig bounds = new AdmissionConfig(1, 1, Duration.ofSeconds(1));
        VirtualServerConfig support = new VirtualServerConfig(
                List.of("*"),
                List.of("*"),
                List.of("*"),
                Map.of(),
                Set.of(),
                OptionalInt.of(2),
                Optional.of(bounds),
                false,
                List.of(),
                Optional.empty());
        return TestConfig.defaults()
                .tools(Map.of(
                        "slow",
                        new ToolConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(bounds))))
                .build()
                .with(
                        Offers.federation(Map.of(), Map.of("support", support), Path.of("target", "pins.json")),
                        Map.of());
    }
}
