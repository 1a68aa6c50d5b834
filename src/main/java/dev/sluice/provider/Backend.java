package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.Map;

/**
 * What runs the calls of one provider, beneath the contract of tool authors ({@link ToolProvider}): it gets calls as they
 * travel and answers with outcomes, so that what it relays keeps its bytes. Breaker, retries, time limits, metrics and the
 * bound on results are around it.
 *
 * <p>There is one for a node. {@link #start}, {@link #watch} and {@link #stop} are called on its home, an event loop that may
 * own its state; {@link #open} on the event loop of each shard.
 */
public interface Backend {
    /** The name of its provider, unique on the node: {@code [a-z][a-z0-9-]{0,31}}. */
    String name();

    /**
     * Called once, before everything else.
     *
     * @return completes when calls may come. A server that cannot be reached is no failure: what it offers is {@linkplain
     *     BackendHost#offer told} when it can, and until then there is nothing. A failure keeps the gateway from starting
     */
    Future<Void> start(BackendHost host);

    /** What serves the calls of one shard; called once for each, on its event loop. */
    BackendShard open(int shard);

    /**
     * Somebody begins or ends to want to hear of the changes of a resource; of the first beginning and the last end for a URI
     * only.
     *
     * @return completes when the server behind has taken it; fails when it has not
     */
    default Future<Void> watch(String uri, boolean wanted) {
        return Future.succeededFuture();
    }

    /** What there is to say of it, for people: {@code reachable}, {@code era}, {@code lastFailure} and the like. Any thread. */
    Map<String, Object> status();

    /** Called once, after the last call has ended; completes when nothing of it is left: no connection, no process. */
    Future<Void> stop();
}
