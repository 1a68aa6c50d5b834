package dev.sluice;

import dev.sluice.config.SluiceConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes the Vert.x of a node: as many event loops as shards, native transport where it loads, no file cache. */
final class VertxFactory {
    /**
     * How often Vert.x looks for blocked threads. On a node with one CPU calls wait for each look, and a provider that blocks
     * is told of by what runs it.
     */
    private static final Duration BLOCKED_CHECK = Duration.ofSeconds(5);

    private VertxFactory() {}

    static Vertx create(SluiceConfig config, VertxMetricsFactory metrics) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(shards(config))
                .setPreferNativeTransport(true)
                .setBlockedThreadCheckInterval(BLOCKED_CHECK.toNanos())
                .setBlockedThreadCheckIntervalUnit(TimeUnit.NANOSECONDS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setAddressResolverOptions(new AddressResolverOptions().setCacheNegativeTimeToLive(1))
                .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
        return Vertx.builder().with(options).withMetrics(metrics).build();
    }

    /** Event loops that carry an edge: what is configured, otherwise one a processor. */
    static int shards(SluiceConfig config) {
        int configured = config.server().shards();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }
}
