package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How callers prove who they are.
 *
 * @param open serve without authentication; refused unless bound to loopback
 * @param secret key of HS256/384/512 tokens
 * @param publicKeyPath PEM with a public key (RSA, EC or Ed25519)
 * @param jwks a file path or an https URI of a JSON Web Key Set
 * @param jwksRefresh how often the key set is fetched again when its answer does not say
 * @param jwksCooldown least time between two fetches caused by unknown key ids
 * @param algorithms the algorithms accepted
 * @param issuer required {@code iss}, empty to accept any
 * @param audience required member of {@code aud}, empty to accept any
 * @param leeway clock skew forgiven for {@code exp} and {@code nbf}
 * @param rolesClaims paths of claims that hold roles, such as {@code realm_access/roles}
 * @param exposedClaims claims that tools may see besides roles and scope
 * @param localRoles roles of the local user who calls over standard input
 * @param cacheTtl how long a verified token is remembered, at most 60 s and never past its {@code exp}
 * @param cacheSize how many tokens are remembered per shard
 * @param failureBudget failed verifications that one address may cause per minute before it is refused unheard
 * @param maxTokenSize longest token that is looked at
 */
public record AuthConfig(
        boolean open,
        Optional<Secret> secret,
        Optional<Path> publicKeyPath,
        Optional<String> jwks,
        Duration jwksRefresh,
        Duration jwksCooldown,
        List<String> algorithms,
        Optional<String> issuer,
        Optional<String> audience,
        Duration leeway,
        List<String> rolesClaims,
        List<String> exposedClaims,
        List<String> localRoles,
        Duration cacheTtl,
        int cacheSize,
        int failureBudget,
        Bytes maxTokenSize) {
    public AuthConfig {
        algorithms = List.copyOf(algorithms);
        rolesClaims = List.copyOf(rolesClaims);
        exposedClaims = List.copyOf(exposedClaims);
        localRoles = List.copyOf(localRoles);
    }

    /** The same rules, opened: nobody is asked for a token. */
    AuthConfig opened() {
        return new AuthConfig(
                true,
                secret,
                publicKeyPath,
                jwks,
                jwksRefresh,
                jwksCooldown,
                algorithms,
                issuer,
                audience,
                leeway,
                rolesClaims,
                exposedClaims,
                localRoles,
                cacheTtl,
                cacheSize,
                failureBudget,
                maxTokenSize);
    }
}
