package dev.sluice.provider.upstream.dialect;

import io.vertx.core.Future;

/** Begins to speak to an upstream in one way. */
public interface DialectFactory {
    /**
     * Connects, shakes hands, and whatever else it takes until calls can be run. Called on the home loop, as {@code events}
     * are told on it.
     *
     * @return completes with a dialect that is to be closed; fails with an {@link UnspokenException} when the upstream
     *     answers but does not speak so, otherwise when it cannot be reached. Nothing is left of a failure
     */
    Future<Dialect> open(Upstream upstream, Dialect.Events events);

    /**
     * Gives up what is being opened, which fails; nothing else is opened. Called on the home loop.
     *
     * @return completes when nothing of it is left
     */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
