package dev.sluice.identity;

import dev.sluice.bus.HealthSource;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells how many keys there are and how old they are. Thread-safe. */
final class IdentityHealth implements HealthSource {
    private final KeyRing ring;
    private final boolean open;

    /**
     * @param open whether the gateway serves without authentication, so that no key is missed
     */
    IdentityHealth(KeyRing ring, boolean open) {
        this.ring = ring;
        this.open = open;
    }

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public Future<Report> check() {
        KeyRing.Status status = ring.status();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("keys", status.keys());
        if (open) {
            details.put("open", true);
        }
        if (status.refreshedAt() != null) {
            details.put("lastRefresh", status.refreshedAt().toString());
        }
        if (status.staleSince() != null) {
            details.put("staleSince", status.staleSince().toString());
        }
        return Future.succeededFuture(new Report(open || status.keys() > 0, details));
    }
}
