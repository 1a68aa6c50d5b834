package dev.sluice.provider.upstream.parked;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.wire.SessionMeters;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one upstream that have asked their callers something, by an id that nobody can guess. A retry is led to the
 * call it belongs to; it never starts one. Confined to the home loop of its upstream.
 */
public final class ParkedCalls {
    private static final int RANDOM_BYTES = 18;

    private final Bounds bounds;
    private final Timers timers;
    private final InstantSource clock;
    private final SessionMeters meters;
    private final SecureRandom random = new SecureRandom();
    /** The oldest first. */
    private final Map<String, ParkedCall> byId = new LinkedHashMap<>();
    /** Those of them that have ended, the oldest first. */
    private final Set<ParkedCall> ended = new LinkedHashSet<>();

    /**
     * @param maxParked calls that have asked and not ended, at one time, and results kept for retries that may be repeated
     * @param maxRounds how often a call may ask
     * @param dialogue how long a call may be parked, from its first question
     * @param quiet how long to wait for more questions after one
     * @param grace how long a call goes on whose retry was cut off
     * @param keep how long the result of a retry is kept
     */
    public record Bounds(
            int maxParked, int maxRounds, Duration dialogue, Duration quiet, Duration grace, Duration keep) {
        /** Questions that belong together come together. */
        static final Duration QUIET = Duration.ofMillis(30);

        /** Time to come back with the same answers after a connection broke. */
        static final Duration GRACE = Duration.ofSeconds(5);

        /** Time to ask for a result again that got lost on the way. */
        static final Duration KEEP = Duration.ofSeconds(60);

        /** With the usual times for what is not configured. */
        public static Bounds of(int maxParked, int maxRounds, Duration dialogue) {
            return new Bounds(maxParked, maxRounds, dialogue, QUIET, GRACE, KEEP);
        }
    }

    /** Runs something later, on the same thread. */
    public interface Timers {
        long set(Duration delay, Runnable action);

        void cancel(long timer);
    }

    /** None yet. */
    public ParkedCalls(Bounds bounds, Timers timers, InstantSource clock, SessionMeters meters) {
        this.bounds = bounds;
        this.timers = timers;
        this.clock = clock;
        this.meters = meters;
    }

    Bounds bounds() {
        return bounds;
    }

    Timers timers() {
        return timers;
    }

    InstantSource clock() {
        return clock;
    }

    /** Calls that have asked and not ended. */
    int size() {
        return byId.size() - ended.size();
    }

    /** Results that are kept. */
    int kept() {
        return ended.size();
    }

    /** The call that a retry belongs to; null when it is not here, or is another caller's, or of another target. */
    public @Nullable ParkedCall find(Call retry, ParkedState state) {
        ParkedCall call = byId.get(state.id());
        return call != null && call.belongsTo(retry) ? call : null;
    }

    /**
     * A place for a call that asks for the first time; null when there is none. When all are taken, a caller with clearly fewer
     * calls than the one with most takes the place of the newest of the latter that waits.
     */
    @Nullable
    String admit(ParkedCall call) {
        if (size() >= bounds.maxParked()) {
            ParkedCall greediest = newestOfGreediest(call.caller());
            if (greediest != null) {
                greediest.giveWay();
            }
        }
        if (size() >= bounds.maxParked()) {
            meters.parkingRefused();
            return null;
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byId.put(id, call);
        meters.parked(size());
        return id;
    }

    private @Nullable ParkedCall newestOfGreediest(String caller) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, ParkedCall> newest = new HashMap<>();
        for (ParkedCall one : byId.values()) {
            if (!one.hasEnded()) {
                counts.merge(one.caller(), 1, Integer::sum);
                if (one.isWaiting()) {
                    newest.put(one.caller(), one);
                }
            }
        }
        int least = counts.getOrDefault(caller, 0) + 2;
        return newest.entrySet().stream()
                .filter(one -> counts.getOrDefault(one.getKey(), 0) >= least)
                .max(Comparator.comparingInt(one -> counts.getOrDefault(one.getKey(), 0)))
                .map(Map.Entry::getValue)
                .orElse(null);
    }

    /** A call has ended, and its result is to be kept. */
    void keep(ParkedCall call) {
        ended.add(call);
        meters.parked(size());
        if (ended.size() > bounds.maxParked()) {
            ended.iterator().next().forget();
        }
    }

    /** Nothing of it is to be left. */
    void remove(String id) {
        ParkedCall call = byId.remove(id);
        if (call != null) {
            ended.remove(call);
        }
        meters.parked(size());
    }

    /** Ends them all. */
    public void close() {
        List<ParkedCall> all = new ArrayList<>(byId.values());
        all.forEach(ParkedCall::close);
    }

    /** What a retry is told whose call is not here, or has gone on without it. */
    public static Outcome gone() {
        return new Outcome.Refused(
                Refusal.of(
                        RefusalCode.INVALID_PARAMS,
                        "The call that asked for this has ended, or runs on another node; make it again without requestState."));
    }

    static Refusal full(int limit) {
        return Refusal.of(RefusalCode.QUEUE_FULL, "As many calls of this server wait for answers as are allowed.")
                .with("limit", limit)
                .retryAfter(Duration.ofSeconds(1));
    }

    /** Where a call came in: what stands before the last dot of its origin. */
    static String nodeOf(Call call) {
        String origin = call.id().origin();
        return origin.substring(0, Math.max(0, origin.lastIndexOf('.')));
    }
}
