package dev.sluice.admission;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** Owns the queues of the node on its event loop. One per node, deployed before any door. */
final class AdmissionVerticle extends VerticleBase {
    private final OwnerContext owner;
    private final Supplier<Gates> gates;

    AdmissionVerticle(OwnerContext owner, Supplier<Gates> gates) {
        this.owner = owner;
        this.gates = gates;
    }

    @Override
    public Future<?> start() {
        owner.bind(context);
        return Future.succeededFuture();
    }

    /** Refuses whoever still waits. */
    @Override
    public Future<?> stop() {
        gates.get().close();
        return Future.succeededFuture();
    }
}
