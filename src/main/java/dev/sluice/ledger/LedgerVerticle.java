package dev.sluice.ledger;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Starts the ledger's writer and stops it again. The work is done on the writer's own thread. */
final class LedgerVerticle extends VerticleBase {
    private final Ledger ledger;

    LedgerVerticle(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Future<?> start() {
        ledger.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return ledger.stop();
    }
}
