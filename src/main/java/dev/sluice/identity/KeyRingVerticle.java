package dev.sluice.identity;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Owns the {@link KeyRing} of the node: its timer, its fetches and its client live on this verticle's event loop. */
final class KeyRingVerticle extends VerticleBase {
    private final KeyRing ring;

    KeyRingVerticle(KeyRing ring) {
        this.ring = ring;
    }

    @Override
    public Future<?> start() {
        return ring.open(vertx, context);
    }

    @Override
    public Future<?> stop() {
        return ring.close();
    }
}
