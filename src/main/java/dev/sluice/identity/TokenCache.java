package dev.sluice.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.bus.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one shard remembers of tokens, by their hash: who they belong to, for a minute at most and never longer than
 * they are valid; and, for half a minute, that their signature was bad. Bounded both ways. Confined to the shard's event
 * loop but for {@link #size}.
 */
final class TokenCache {
    /** No token is remembered for longer, whatever is configured. */
    static final Duration MAX_TTL = Duration.ofSeconds(60);

    static final Duration REJECTED_TTL = Duration.ofSeconds(30);
    static final int MAX_REJECTED = 4096;

    private record Entry(Verdict.Verified verdict, long untilMillis) {}

    private final Cache<TokenHash, Entry> accepted;
    private final Cache<TokenHash, Boolean> rejected;
    private final Duration ttl;

    TokenCache(int size, Duration ttl, InstantSource clock) {
        this.ttl = ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL : ttl;
        this.accepted = sized(size, this.ttl, clock).build();
        this.rejected = sized(Math.min(size, MAX_REJECTED), REJECTED_TTL, clock).build();
    }

    Verdict.@Nullable Verified accepted(TokenHash hash, Instant now) {
        Entry entry = accepted.getIfPresent(hash);
        if (entry == null) {
            return null;
        }
        if (now.toEpochMilli() < entry.untilMillis()) {
            return entry.verdict();
        }
        accepted.invalidate(hash);
        return null;
    }

    /**
     * @param validUntil when the token ends, after which it is not remembered
     */
    void accept(TokenHash hash, Verdict.Verified verdict, Instant now, Instant validUntil) {
        long until = Math.min(now.plus(ttl).toEpochMilli(), validUntil.toEpochMilli());
        if (until > now.toEpochMilli()) {
            accepted.put(hash, new Entry(verdict, until));
        }
    }

    boolean isRejected(TokenHash hash) {
        return rejected.getIfPresent(hash) != null;
    }

    void reject(TokenHash hash) {
        rejected.put(hash, Boolean.TRUE);
    }

    /** Forgets everything, because other keys judge from now on. */
    void clear() {
        accepted.invalidateAll();
        rejected.invalidateAll();
    }

    /** Accepted tokens that are remembered, roughly. Any thread. */
    long size() {
        return accepted.estimatedSize();
    }

    private static Caffeine<Object, Object> sized(int size, Duration ttl, InstantSource clock) {
        return Caffeine.newBuilder()
                .maximumSize(size)
                .expireAfterWrite(ttl)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run);
    }
}
