package dev.sluice.state;

import dev.sluice.config.LimitsConfig;
import dev.sluice.config.RedisConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;

/** What nodes share, in memory or in Redis as configured. Thread-safe. */
public final class State {
    private final RateStore rateStore;
    private final Runnable closer;

    private State(RateStore rateStore, Runnable closer) {
        this.rateStore = rateStore;
        this.closer = closer;
    }

    /**
     * Opens the store that the configuration names.
     *
     * @return completes when Redis is used or known to be away (within a few times its timeout), at once without Redis;
     *     never fails
     */
    public static Future<State> open(
            Vertx vertx, RedisConfig redis, LimitsConfig limits, MeterRegistry meters, InstantSource clock) {
        MemoryRateStore local = new MemoryRateStore(limits.maxKeys(), clock);
        Gauge.builder("mcp.rate.keys", local, MemoryRateStore::size)
                .description("Callers whose requests are counted in the memory of this node")
                .register(meters);
        if (redis.urls().isEmpty()) {
            return Future.succeededFuture(new State(local, () -> {}));
        }
        FallbackRateStore store = new FallbackRateStore(vertx, new RedisRateStore(vertx, redis), local, meters, clock);
        return store.start().map(started -> new State(store, store::close));
    }

    /** The counters of requests. Never fails. */
    public RateStore rateStore() {
        return rateStore;
    }

    /** How the shared store is; empty when everything is in memory. */
    public Optional<StoreHealth> health() {
        return rateStore.health();
    }

    /** Disconnects. Counting goes on in memory. */
    public Future<Void> close() {
        closer.run();
        return Future.succeededFuture();
    }
}
