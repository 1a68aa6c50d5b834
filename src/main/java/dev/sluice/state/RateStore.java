package dev.sluice.state;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts requests in fixed windows. A window starts with the first request that is counted in it and ends its length
 * later. Any thread may ask.
 */
public interface RateStore {
    /**
     * Counts one request of a subject in several buckets, all or nothing: when one bucket is used up, none is counted,
     * so a refused request consumes nothing.
     *
     * @param subject who is counted
     * @param buckets what is counted, at least one
     * @return completes on the caller's context with one rate for each bucket, in the same order; at once when counting
     *     is in memory. Whether it can fail is up to the store: those that {@link State} hands out never do.
     */
    Future<Rates> count(String subject, List<Bucket> buckets);

    /** How a store behind a network is; empty for one that cannot be away. */
    Optional<StoreHealth> health();

    /**
     * One thing that is counted for a subject.
     *
     * @param name distinguishes the buckets of one subject, from configuration only
     * @param limit requests let through in a window, at least 1
     * @param window length of the window, at least a millisecond
     */
    record Bucket(String name, int limit, Duration window) {}

    /**
     * What came of one request.
     *
     * @param allowed whether it was counted in every bucket
     * @param each where each bucket stands now
     */
    record Rates(boolean allowed, List<Rate> each) {}

    /**
     * Where one bucket stands.
     *
     * @param exhausted whether this bucket is why the request was not counted
     * @param used requests counted in the window, this one included if it was
     * @param reset until the window starts anew
     */
    record Rate(boolean exhausted, int used, Duration reset) {}
}
