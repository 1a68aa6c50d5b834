package dev.sluice.provider.upstream.dialect;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.provider.Work;
import io.vertx.core.Future;
import java.util.Map;

/**
 * How one upstream is spoken to, once that is known: an era over a transport. All but {@link #run} is called on the home loop
 * of the upstream, and so are {@link Events}.
 */
public interface Dialect {
    /** What the upstream lets know unasked. Called on the home loop. */
    interface Events {
        /** Its lists have changed, or may have: they are to be fetched again. */
        void listsChanged();

        /** What a URI stands for has changed. */
        void updated(String uri);

        /** Nothing can be said to it in this way any more: it is gone, or speaks otherwise now. It is to be found out anew. */
        void lost(Throwable cause);
    }

    /**
     * Fetches all pages of all its lists, within bounds.
     *
     * @return completes with what it offers, names as it spells them; fails when it cannot be had
     */
    Future<Offer> offer();

    /**
     * Runs a call of a shard. Called on the event loop of that shard.
     *
     * @return as {@link dev.sluice.provider.BackendShard#run}
     */
    Future<Outcome> run(int shard, Work work);

    /** As {@link dev.sluice.provider.Backend#watch}. */
    Future<Void> watch(String uri, boolean wanted);

    /** {@code era}, {@code revision}, {@code transport}, sessions, processes, parked calls. Any thread. */
    Map<String, Object> status();

    /** Ends everything: calls that run fail, parked ones are cancelled at the upstream, sessions are deleted, processes end. */
    Future<Void> close();
}
