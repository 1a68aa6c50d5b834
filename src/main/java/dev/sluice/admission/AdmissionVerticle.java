package dev.sluice.admission;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Owns the queues of the node on its event loop. One per node, deployed before any door. */
final class AdmissionVerticle extends VerticleBase {
    private final OwnerContext owner;
    private final Gates gates;

    AdmissionVerticle(OwnerContext owner, Gates gates) {
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
        gates.close();
        return Future.succeededFuture();
    }
}
