package dev.sluice.identity;

import dev.sluice.config.AuthConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a token for trying things out shall say.
 *
 * @param subject who it is for; not blank, at most 256 characters, no control characters
 * @param roles the roles it gives
 * @param email an e-mail address to put in
 * @param expires how long it is good, at least a second
 * @param issuer {@code iss}, as the gateway requires it
 * @param audience {@code aud}, as the gateway requires it
 * @param rolesClaim the claim, or path of claims, in which the gateway looks for roles
 */
public record TokenRequest(
        String subject,
        List<String> roles,
        Optional<String> email,
        Duration expires,
        Optional<String> issuer,
        Optional<String> audience,
        String rolesClaim) {
    private static final String ROLES = "roles";

    public TokenRequest {
        roles = List.copyOf(roles);
        if (!TokenInspector.isName(subject)) {
            throw new IllegalArgumentException("The subject must have 1 to 256 characters and no control characters.");
        }
        if (expires.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("A token must be good for at least a second.");
        }
    }

    /** A request for a token that a gateway with this configuration accepts. */
    public static TokenRequest accepted(
            AuthConfig config, String subject, List<String> roles, Optional<String> email, Duration expires) {
        if (!config.algorithms().contains(SignatureAlgorithm.HS256.jwa())) {
            throw new IllegalArgumentException(
                    "auth.algorithms does not allow HS256, so that the gateway would not accept the token.");
        }
        List<String> claims = config.rolesClaims();
        String rolesClaim = claims.isEmpty() || claims.contains(ROLES) ? ROLES : claims.getFirst();
        return new TokenRequest(subject, roles, email, expires, config.issuer(), config.audience(), rolesClaim);
    }
}
