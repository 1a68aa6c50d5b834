package dev.sluice.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * The metrics of the process: one Prometheus registry, filled by every room, by the JVM and by Vert.x.
 *
 * <p>Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
    /** Meters at most; more are dropped, so that no mistake with a tag can fill the memory. */
    public static final int MAX_METERS = 20_000;

    /** Values at most of each tag of our own meters; meters with more are dropped. */
    private static final Map<String, Integer> MAX_TAG_VALUES =
            Map.of("tool", 1_000, "provider", 200, "method", 60, "code", 60, "outcome", 60, "reason", 60);

    private static final double[] REQUEST_BUCKETS_MILLIS = {
        1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CollectorMetrics collector = new CollectorMetrics();

    private Telemetry() {}

    /**
     * @param version shown by {@code mcp_build_info}
     * @param clock the time, for the seconds the process has been up
     */
    public static Telemetry create(String version, InstantSource clock) {
        Telemetry telemetry = new Telemetry();
        telemetry.addFilters();
        telemetry.addProcess();
        telemetry.addOwn(version, clock);
        return telemetry;
    }

    private void addFilters() {
        MeterRegistry.Config config = registry.config();
        config.meterFilter(MeterFilter.maximumAllowableMetrics(MAX_METERS));
        MAX_TAG_VALUES.forEach((tag, most) ->
                config.meterFilter(MeterFilter.maximumAllowableTags("mcp.", tag, most, MeterFilter.deny())));
        config.meterFilter(new RequestBuckets());
    }

    private void addProcess() {
        List<MeterBinder> binders = List.of(
                collector,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new JvmInfoMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics());
        binders.forEach(binder -> binder.bindTo(registry));
    }

    private void addOwn(String version, InstantSource clock) {
        long begin = clock.millis();
        Gauge.builder("mcp.build.info", () -> 1)
                .description("The release that runs, in the label")
                .tag("version", version)
                .register(registry);
        Gauge.builder("mcp.uptime", () -> (clock.millis() - begin) / 1_000.0)
                .description("Time since the start")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("mcp.log.dropped", this, ignored -> (double) LogSetup.dropped())
                .description("Log lines dropped because they could not be written fast enough")
                .register(registry);
    }

    /** Where every room registers its meters. */
    public MeterRegistry registry() {
        return registry;
    }

    /** For {@code Vertx.builder().withMetrics}: Vert.x's own meters in this registry, without those that cost per request. */
    public VertxMetricsFactory vertxMetrics() {
        return new VertxMeters(registry);
    }

    PrometheusMeterRegistry prometheus() {
        return registry;
    }

    @Override
    public void close() {
        registry.close();
    }

    /** Gives the request timer its buckets when whoever made it named none. */
    private static final class RequestBuckets implements MeterFilter {
        private final DistributionStatisticConfig buckets;

        private RequestBuckets() {
            double[] nanos = REQUEST_BUCKETS_MILLIS.clone();
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] *= 1_000_000;
            }
            this.buckets = DistributionStatisticConfig.builder()
                    .serviceLevelObjectives(nanos)
                    .build();
        }

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            return id.getName().equals("mcp.request.duration") ? config.merge(buckets) : config;
        }
    }
}
