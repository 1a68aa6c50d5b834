package dev.sluice.edge;

import dev.sluice.bus.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that the identity check has accepted within the last second, so that a client in full flow asks it once a
 * second and not once a call. Everything is forgotten together, every second: a withdrawn key or an expired token is
 * good for no longer than that. Confined to its shard.
 */
final class FreshTokens {
    /** How long an acceptance is believed, in milliseconds. */
    static final long BELIEVED_MILLIS = 1_000;

    /** Tokens believed at one time; more ask every time. */
    static final int MAX_TOKENS = 4_096;

    private final InstantSource clock;
    private final Map<String, Principal> believed = new HashMap<>();
    private long forgetAt;

    FreshTokens(InstantSource clock) {
        this.clock = clock;
    }

    /** Who this token belongs to, null when the identity check has to be asked. */
    @Nullable
    Principal find(String token) {
        long now = clock.millis();
        if (now >= forgetAt || now < forgetAt - BELIEVED_MILLIS) {
            believed.clear();
            forgetAt = now + BELIEVED_MILLIS;
            return null;
        }
        Principal principal = believed.get(token);
        return principal != null && principal.expiresAt().isAfter(Instant.ofEpochMilli(now)) ? principal : null;
    }

    void accepted(String token, Principal principal) {
        if (believed.size() < MAX_TOKENS) {
            believed.put(token, principal);
        }
    }
}
