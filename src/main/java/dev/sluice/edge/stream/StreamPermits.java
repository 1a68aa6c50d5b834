package dev.sluice.edge.stream;

import dev.sluice.config.StreamsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says whether one more stream may be open or kept on a node: {@code streams.max} of all callers, {@code streams.perUser}
 * of one, and one standalone stream for a session. A permit is taken without a hop to another event loop, as everywhere at
 * the door. Thread-safe.
 */
public final class StreamPermits {
    private final StreamsConfig config;
    private final StreamMeters meters;
    private final AtomicInteger taken;
    private final ConcurrentMap<String, Integer> byUser = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Place> bySession = new ConcurrentHashMap<>();
    private final Set<Integer> shards = ConcurrentHashMap.newKeySet();

    /** @param meters where the fill shows */
    public StreamPermits(StreamsConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = new StreamMeters(meters);
        this.taken = this.meters.kept();
    }

    /**
     * Where the standalone stream of a session is.
     *
     * @param stream its number there
     */
    record Place(int shard, long stream) {}

    /** Where the standalone stream of a session is, null when it has none. */
    @Nullable
    Place place(String session) {
        return bySession.get(session);
    }

    /** Says where the standalone stream of a session is; false when it has one elsewhere. */
    boolean place(String session, Place place) {
        return bySession.putIfAbsent(session, place) == null;
    }

    /** The standalone stream of a session is not there any more. */
    void leave(String session, Place place) {
        bySession.remove(session, place);
    }

    /** The shards that have streams. */
    Set<Integer> shards() {
        return shards;
    }

    StreamMeters meters() {
        return meters;
    }

    /** The right to one stream; given back once. Confined to the event loop that took it. */
    final class Permit {
        private final String user;
        private boolean held = true;

        private Permit(String user) {
            this.user = user;
        }

        void giveBack() {
            if (held) {
                held = false;
                byUser.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
                taken.decrementAndGet();
            }
        }
    }

    /** Whether the bound of the whole node is reached. */
    boolean isFull() {
        return taken.get() >= config.max();
    }

    /**
     * Takes a permit.
     *
     * @param user the principal's key
     * @return null when a bound is reached
     */
    @Nullable
    Permit take(String user) {
        if (taken.incrementAndGet() > config.max()) {
            taken.decrementAndGet();
            return null;
        }
        if (byUser.merge(user, 1, Integer::sum) > config.perUser()) {
            byUser.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
            taken.decrementAndGet();
            return null;
        }
        return new Permit(user);
    }
}
