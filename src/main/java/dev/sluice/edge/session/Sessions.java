package dev.sluice.edge.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.config.SessionConfig;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Revision;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node. A session lives in its id: starting one allocates nothing, so a stranger cannot fill
 * anything. Only what has been opened lately and what was ended early is remembered, both bounded. Thread-safe.
 */
public final class Sessions {
    /** Opened ids that are remembered; the oldest unused are forgotten and opened again when they come. */
    public static final int MAX_OPENED = 10_000;
    /** Ended sessions that are remembered until they would have expired. */
    public static final int MAX_ENDED = 100_000;

    private final SessionSeal seal;
    private final Duration ttl;
    private final InstantSource clock;
    private final Cache<String, Opened> opened;
    private final Cache<String, Boolean> ended;

    private record Opened(Session session, String principalKey) {}

    /** @param meters where the fill of what is remembered shows */
    public Sessions(SessionSeal seal, SessionConfig config, InstantSource clock, MeterRegistry meters) {
        this.seal = seal;
        this.ttl = config.ttl();
        this.clock = clock;
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
        this.opened = Caffeine.newBuilder()
                .maximumSize(MAX_OPENED)
                .executor(Runnable::run)
                .build();
        this.ended = Caffeine.newBuilder()
                .maximumSize(MAX_ENDED)
                .expireAfterWrite(ttl)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        Gauge.builder("mcp.sessions.opened", opened, Cache::estimatedSize)
                .description("Session ids remembered as opened")
                .register(meters);
        Gauge.builder("mcp.sessions.ended", ended, Cache::estimatedSize)
                .description("Sessions remembered as ended before their time")
                .register(meters);
    }

    /** The id of a new session. */
    public String start(String principalKey, Revision revision, ClientCapabilities capabilities) {
        long now = nowSeconds();
        return seal.seal(new Session(
                revision,
                now,
                now + Math.max(1, ttl.toSeconds()),
                SessionSeal.ownerOf(principalKey),
                capabilities,
                seal.newId()));
    }

    /**
     * The session of this id.
     *
     * @param principalKey who shows it
     * @return null when it is forged, has expired, was ended or belongs to another principal
     */
    public @Nullable Session find(String text, String principalKey) {
        Opened known = opened.getIfPresent(text);
        if (known == null || !known.principalKey().equals(principalKey)) {
            Session session = seal.open(text);
            if (session == null || !session.owner().equals(SessionSeal.ownerOf(principalKey))) {
                return null;
            }
            known = new Opened(session, principalKey);
            opened.put(text, known);
        }
        Session session = known.session();
        return session.expiresAt() > nowSeconds() && !hasEnded(session) ? session : null;
    }

    /** Whether a session was ended on this node before its time. */
    public boolean hasEnded(Session session) {
        return ended.getIfPresent(session.id()) != null;
    }

    /** Ends a session; {@link #find} on this node does not find it any more. */
    public void end(Session session) {
        ended.put(session.id(), Boolean.TRUE);
    }

    private long nowSeconds() {
        return Math.floorDiv(clock.millis(), 1000L);
    }
}
