package dev.sluice.admission;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls each caller has waiting (or on their way to wait), for everybody to read: so that somebody who is
 * certain to be refused is refused on the spot, without a message to the owner of the queue. Any thread; holds callers
 * with waiting calls only.
 *
 * <p>{@link #peak} is a hint. Whoever joins raises it at once; only the owner, who sees all, lowers it. When it is too
 * high for a moment somebody asks the owner in vain; it is never lower than the depth of anybody whose call has
 * reached the queue.
 */
final class Callers {
    private final ConcurrentHashMap<String, Integer> depths = new ConcurrentHashMap<>();
    private final AtomicInteger peak = new AtomicInteger();

    void joined(String caller) {
        int depth = depths.merge(caller, 1, Integer::sum);
        if (depth > peak.get()) {
            peak.accumulateAndGet(depth, Math::max);
        }
    }

    void left(String caller) {
        depths.computeIfPresent(caller, (key, depth) -> depth == 1 ? null : depth - 1);
    }

    int depth(String caller) {
        Integer depth = depths.get(caller);
        return depth == null ? 0 : depth;
    }

    int count() {
        return depths.size();
    }

    int peak() {
        return peak.get();
    }

    /** Owner: what the greatest depth really is. */
    void publishPeak(int depth) {
        peak.set(depth);
    }
}
