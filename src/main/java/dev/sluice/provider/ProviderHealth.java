package dev.sluice.provider;

import dev.sluice.bus.HealthSource;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/** A provider is well while its breaker is not open and its server, if it has one, can be reached. Without it the gateway is degraded, not down. */
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
        Map<String, Object> details = new LinkedHashMap<>(hosted.engine().status());
        Breaker.State state = hosted.guard().breaker().state();
        details.put("circuit", state.word());
        details.put("tools", hosted.publisher().offer().tools().size());
        boolean reachable = !Boolean.FALSE.equals(details.get("reachable"));
        return Future.succeededFuture(new Report(state != Breaker.State.OPEN && reachable, details));
    }
}
