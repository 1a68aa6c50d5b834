package dev.sluice.provider;

import dev.sluice.bus.Outcome;
import io.vertx.core.Future;

/** Serves the calls of one {@link Backend} in one shard. Confined to the event loop of that shard. */
public interface BackendShard {
    /**
     * Runs a call; once for each round of a dialogue, and again for each retry.
     *
     * @return completes, on any thread, with an outcome: {@link Outcome.Refused} for what is not the provider's fault. A
     *     failure is the provider's own fault and counts against its breaker; a {@link NotSentException} says that the call
     *     surely did nothing, so that it may be tried again whatever it is
     */
    Future<Outcome> run(Work work);

    /** Called once, after the last call; connections of this shard are closed. */
    void close();
}
