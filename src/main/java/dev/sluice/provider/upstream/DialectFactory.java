package dev.sluice.provider.upstream;

import io.vertx.core.Future;

/** Begins to speak to an upstream in one way. */
interface DialectFactory {
    /**
     * Connects, shakes hands, and whatever else it takes until calls can be run. Called on the home loop, as {@code events}
     * are told on it.
     *
     * @return completes with a dialect that is to be closed; fails with an {@link UnspokenException} when the upstream
     *     answers but does not speak so, otherwise when it cannot be reached. Nothing is left of a failure
     */
    Future<Dialect> open(Upstream upstream, Dialect.Events events);

    /** Gives up whatever is being opened, and opens nothing any more. Called on the home loop; completes when nothing is left of it. */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
