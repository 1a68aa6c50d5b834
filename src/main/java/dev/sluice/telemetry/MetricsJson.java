package dev.sluice.telemetry;

import dev.sluice.bus.Vitals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.config.NamingConvention;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The few figures that people look at, as JSON. Thread-safe; takes time in proportion to the registry. */
final class MetricsJson {
    private static final String OWN = "mcp.";
    private static final Set<String> SUCCESSES = Set.of("ok", "tool_error");
    private static final Set<String> FAILURES = Set.of("failed", "timeout");

    private final Vitals vitals;
    private final MeterRegistry registry;

    MetricsJson(Vitals vitals, MeterRegistry registry) {
        this.vitals = vitals;
        this.registry = registry;
    }

    JsonObject read() {
        return new JsonObject()
                .put("activeRequests", vitals.running())
                .put("queueSize", vitals.waiting())
                .put("connectedClients", vitals.connections())
                .put(
                        "circuitBreaker",
                        new JsonObject()
                                .put(
                                        "state",
                                        HealthPages.worst(vitals.circuits().values()))
                                .put("failures", executed(FAILURES))
                                .put("successes", executed(SUCCESSES)))
                .put("circuits", new JsonObject(new TreeMap<>(vitals.circuits())))
                .put("tools", vitals.tools())
                .put("totals", totals());
    }

    /** Calls whose provider worked (a tool's own error included) or did not: what breakers look at. */
    private long executed(Set<String> outcomes) {
        return (long) registry.find("mcp.tools.executed").counters().stream()
                .filter(counter -> outcomes.contains(counter.getId().getTag("outcome")))
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Every meter of our own under its name in Prometheus, summed over its labels. */
    private JsonObject totals() {
        NamingConvention naming = registry.config().namingConvention();
        Map<String, Object> sums = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            if (id.getName().startsWith(OWN)) {
                String name = naming.name(id.getName(), id.getType(), id.getBaseUnit());
                boolean timed = id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.DISTRIBUTION_SUMMARY;
                meter.measure().forEach(measured -> add(sums, name, timed, measured));
            }
        }
        return new JsonObject(sums);
    }

    private static void add(Map<String, Object> sums, String name, boolean timed, Measurement measured) {
        double value = measured.getValue();
        if (!Double.isFinite(value)) {
            return;
        }
        Statistic statistic = measured.getStatistic();
        switch (statistic) {
            case COUNT -> sums.merge(name + (timed ? "_count" : "_total"), value, MetricsJson::sum);
            case TOTAL_TIME, TOTAL -> sums.merge(name + "_sum", value, MetricsJson::sum);
            case VALUE -> sums.merge(name, value, MetricsJson::sum);
            default -> {
                // Maxima cannot be summed.
            }
        }
    }

    private static Object sum(Object one, Object other) {
        return ((Number) one).doubleValue() + ((Number) other).doubleValue();
    }
}
