package dev.sluice.admission;

import dev.sluice.bus.HealthSource;
import dev.sluice.state.RateStore;
import dev.sluice.state.StoreHealth;
import io.vertx.core.Future;

/** How the shared store of the limits is. Not vital: without it limits are counted on each node. */
final class StoreHealthSource implements HealthSource {
    private final RateStore store;
    private final String name;

    StoreHealthSource(RateStore store, String name) {
        this.store = store;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean vital() {
        return false;
    }

    @Override
    public Future<Report> check() {
        StoreHealth health = store.health().orElseThrow();
        return Future.succeededFuture(new Report(health.up(), health.details()));
    }
}
