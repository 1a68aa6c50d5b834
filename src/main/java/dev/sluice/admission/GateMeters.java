package dev.sluice.admission;

import dev.sluice.mcp.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The meters of one gate. Its name comes from the configuration, so the tags are a closed set. */
final class GateMeters {
    private static final List<RefusalCode> REASONS = List.of(
            RefusalCode.QUEUE_FULL, RefusalCode.DEADLINE_UNREACHABLE, RefusalCode.DRAINING, RefusalCode.CANCELLED);

    private final Timer waits;
    private final Counter evicted;
    private final Map<RefusalCode, Counter> refused = new EnumMap<>(RefusalCode.class);

    GateMeters(MeterRegistry meters, String gate) {
        waits = Timer.builder("mcp.admission.wait")
                .description("How long calls waited that had to wait, however it ended")
                .tag("gate", gate)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(meters);
        evicted = Counter.builder("mcp.admission.evicted")
                .description("Waiting calls that gave their place up to a caller with fewer")
                .tag("gate", gate)
                .register(meters);
        for (RefusalCode reason : REASONS) {
            refused.put(
                    reason,
                    Counter.builder("mcp.admission.refused")
                            .description("Calls that were not let through")
                            .tag("gate", gate)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** To be removed before there is another gate of this name. */
    static List<Gauge> gauges(MeterRegistry meters, Gate gate) {
        return List.of(
                Gauge.builder("mcp.admission.running", gate, Gate::running)
                        .description("Calls that run")
                        .tag("gate", gate.name())
                        .register(meters),
                Gauge.builder("mcp.admission.waiting", gate, Gate::waiting)
                        .description("Calls that wait")
                        .tag("gate", gate.name())
                        .register(meters),
                Gauge.builder("mcp.admission.service", gate, it -> it.meanServiceMillis() / 1000)
                        .description("How long a permit is held, as the estimate of waiting times takes it")
                        .baseUnit("seconds")
                        .tag("gate", gate.name())
                        .register(meters));
    }

    void refused(RefusalCode reason) {
        Counter counter = refused.get(reason);
        if (counter == null) {
            throw new AssertionError(reason + " is no reason of admission");
        }
        counter.increment();
    }

    void evicted() {
        evicted.increment();
    }

    void waited(long millis) {
        waits.record(Duration.ofMillis(Math.max(0, millis)));
    }
}
