package dev.sluice.provider;

import dev.sluice.bus.HealthSource;
import io.vertx.core.Future;
import java.util.Map;

/** A provider is well while its breaker is not open. Without it the gateway is degraded, not down. */
record ProviderHealth(HostedProvider hosted) implements HealthSource {
    @Override
    public String name() {
        return "provider-" + hosted.name();
    }

    @Override
    public boolean vital() {
        return false;
    }

    @Override
    public Future<Report> check() {
        Breaker.State state = hosted.guard().breaker().state();
        return Future.succeededFuture(new Report(
                state != Breaker.State.OPEN,
                Map.of(
                        "circuit",
                        state.word(),
                        "tools",
                        hosted.publisher().offer().tools().size())));
    }
}
