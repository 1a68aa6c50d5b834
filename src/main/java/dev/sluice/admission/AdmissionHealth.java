package dev.sluice.admission;

import dev.sluice.bus.HealthSource;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;

/** How full the gates are, for {@code /health}. A full node is busy, not broken. Any thread. */
final class AdmissionHealth implements HealthSource {
    private final Supplier<Gates> gates;
    private final Drain drain;

    AdmissionHealth(Supplier<Gates> gates, Drain drain) {
        this.gates = gates;
        this.drain = drain;
    }

    @Override
    public String name() {
        return "admission";
    }

    @Override
    public boolean vital() {
        return false;
    }

    @Override
    public Future<Report> check() {
        return Future.succeededFuture(new Report(
                true, Map.of("draining", drain.hasBegun(), "gates", gates.get().figures())));
    }
}
