package dev.sluice.bus;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Who calls, as far as anybody behind the identity check may know.
 *
 * @param issuer who vouches for the subject, empty for a local secret without issuer
 * @param subject the subject of the token
 * @param roles roles, never null; always exposed to tools
 * @param scopes scopes, never null; always exposed to tools
 * @param claims the claims that configuration exposes to tools; JSON-like values, immutable
 * @param expiresAt when the proof of identity ends
 * @param anonymous whether nobody vouched (only with {@code --open})
 * @param key {@code issuer|subject}: what limits, fairness and sessions are keyed by
 */
public record Principal(
        String issuer,
        String subject,
        Set<String> roles,
        Set<String> scopes,
        Map<String, Object> claims,
        Instant expiresAt,
        boolean anonymous,
        String key) {

    private static final Principal UNAUTHENTICATED =
            new Principal("", "anonymous", Set.of(), Set.of(), Map.of(), Instant.MAX, true, "|anonymous");

    public Principal(
            String issuer,
            String subject,
            Set<String> roles,
            Set<String> scopes,
            Map<String, Object> claims,
            Instant expiresAt) {
        this(
                issuer,
                subject,
                Set.copyOf(roles),
                Set.copyOf(scopes),
                Map.copyOf(claims),
                expiresAt,
                false,
                issuer + '|' + subject);
    }

    /** The caller of a gateway that was opened on loopback without authentication. */
    public static Principal unauthenticated() {
        return UNAUTHENTICATED;
    }

    /**
     * Whether the caller has at least one of these roles, each of which may be several that are needed together ({@link
     * Roles#both}); an empty set means that everybody may.
     */
    public boolean hasAnyOf(Set<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (String role : wanted) {
            if (Roles.has(roles, role)) {
                return true;
            }
        }
        return false;
    }
}
