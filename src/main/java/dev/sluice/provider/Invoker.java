package dev.sluice.provider;

import io.vertx.core.Future;

/** Asks a provider to do what a call is for. Confined to the event loop of one shard. */
interface Invoker {
    /** @return whatever the provider gives back; fails with whatever it throws */
    Future<?> ask(RunningCall it);

    /** No call comes any more. */
    default void close() {}
}
